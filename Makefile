# Few verbs. `make test` is the whole test; everything else serves one purpose each.

GO ?= go
.PHONY: test quick demo build bench soak vuln generate screenshots

# Everything: the checks of code and content, and all tests. Sets up what the tests of pages and papers need, where it may.
test:
	bash .ci/setup
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) run ./cmd/safeharbour check
	bash .ci/current
	$(GO) test -race -shuffle=on -timeout=10m ./...
	$(GO) test -shuffle=on -timeout=8m -run='^TestEveryBranch' ./cmd/safeharbour

# The tests of the packages, without race detector and setup.
quick:
	$(GO) test ./...

demo:
	$(GO) run ./cmd/safeharbour demo

# A static binary in bin/.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/safeharbour ./cmd/safeharbour

# One turn of the engine, and turns a second through the real transport beside a stateless echo bot.
bench:
	$(GO) test -run='^$$' -bench=. -benchmem ./bot ./bot/flow ./bot/store/bolt
	$(GO) test -run='^$$' -bench=AgainstEcho -benchtime=1x ./cmd/safeharbour

# Kills the real binary again and again for as long as SOAK says.
SOAK ?= 10m
soak:
	$(GO) test -race -run='^TestKilled$$' -count=1 -v -timeout=24h ./cmd/safeharbour -args -soak=$(SOAK)

# Known faults of our dependencies. Needs the network.
vuln:
	$(GO) tool govulncheck ./...

# Pictures of the demo's page in screenshots/, and the one that README.md shows.
screenshots:
	SAFEHARBOUR_TEST_NO_SKIP=1 SAFEHARBOUR_SCREENSHOTS=screenshots $(GO) test -run='^TestPage$$' -count=1 ./cmd/safeharbour
	cp screenshots/demo.png .github/demo.png

# Writes again what is made from other files.
generate:
	$(GO) run ./cmd/safeharbour schema > flows/flow.schema.json
	$(GO) run ./cmd/safeharbour schema card > flows/card.schema.json
