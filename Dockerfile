# A static binary on an empty image. The data folder is a volume; the token comes as a file.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o /safeharbour ./cmd/safeharbour && mkdir -m 0700 /data

FROM gcr.io/distroless/static:nonroot
COPY --from=build /safeharbour /safeharbour
COPY --from=build --chown=65532:65532 /data /data
USER 65532:65532
VOLUME /data
ENV SAFEHARBOUR_DATA=/data SAFEHARBOUR_HTTP=127.0.0.1:8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["/safeharbour", "health"]
ENTRYPOINT ["/safeharbour"]
CMD ["serve"]
