# Few verbs. `make test` is the whole test; everything else serves one purpose each.

GO ?= go
.PHONY: test quick demo build bench load soak kills smalldisk vuln generate screenshots

space := $() $()
SHARED := TestEveryBranchInEveryLanguage TestPlantedFaultsAreFound TestUnderLoad TestSeeds TestSameHistoryOnTheRealStore TestEveryCallFails \
	TestPowerCut TestUndoneAtTheBrim TestMarksAreLikeAPlainList TestPagesEndWhereNothingIsTornApart

# Everything: the checks of code and content, and all tests. Sets up what the tests of pages and papers need, where it may. The program's
# own tests wait a lot, so they begin first. The last line has in full what the race detector makes too slow for the line before: the
# tests that ask package race.
test:
	bash .ci/setup
	$(GO) vet ./...
	$(GO) tool staticcheck ./...
	$(GO) run ./cmd/safeharbour check
	bash .ci/current
	$(GO) test -race -shuffle=on -timeout=15m ./cmd/... ./...
	$(GO) test -shuffle=on -timeout=15m -run='^($(subst $(space),|,$(strip $(SHARED))))$$' ./cmd/safeharbour ./bot/simulate ./bot ./bot/store/bolt ./bot/telegram ./bot/paper/print

# The tests of the packages, without race detector and setup.
quick:
	$(GO) test ./...

demo:
	$(GO) run ./cmd/safeharbour demo

# A static binary in bin/.
build:
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o bin/safeharbour ./cmd/safeharbour

# One turn of the engine, turns a second through the real transport beside a stateless echo bot, and what GROW old conversations
# cost. A million need 6 GB of disk for a while.
GROW ?= 50000
bench:
	$(GO) test -run='^$$' -bench=. -benchmem ./bot ./bot/flow ./bot/store/bolt
	$(GO) test -run='^$$' -bench=AgainstEcho -benchtime=1x ./cmd/safeharbour
	$(GO) test -run='^$$' -bench=Growth -benchtime=1x -timeout=2h ./cmd/safeharbour -args -grow=$(GROW)

# Hides and hand-offs while 200 chats flood, in real time, for as long as LOAD says.
LOAD ?= 2m
load:
	$(GO) test -run='^TestUnderLoad$$' -count=1 -v -timeout=24h ./cmd/safeharbour -args -load=$(LOAD)

# For as long as SOAK says: fresh seeds of the simulation; then the real binary killed again and again. At last, every call of
# twelve stories fails.
SOAK ?= 10m
soak:
	$(GO) test -run='^TestSeeds$$' -count=1 -v -timeout=24h ./bot/simulate -args -soak=$(SOAK)
	$(GO) test -run='^TestMutantsAreFound$$' -count=1 -v -timeout=24h ./bot/simulate -args -old
	$(GO) test -race -run='^TestKilled$$' -count=1 -v -timeout=24h ./cmd/safeharbour -args -soak=$(SOAK)
	$(GO) test -run='^TestEveryCallFails$$' -count=1 -timeout=24h ./bot -args -every-call

# A thousand kills of the real binary while 50 people talk to it.
kills:
	$(GO) test -run='^TestKilled$$' -count=1 -v -timeout=2h ./cmd/safeharbour -args -kills=1000 -people=50

# The real binary on a disk of 400 MB that is filled to the last byte again and again. Needs the rights of root, to mount it.
smalldisk:
	bash .ci/smalldisk $(GO) test -run='^TestOnASmallDisk$$' -count=1 -v -timeout=30m ./cmd/safeharbour -args -disk

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
