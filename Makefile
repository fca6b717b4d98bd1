# The checks that CI runs, one by one. `make` alone runs the tests.

LINT  := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZ  ?= 20s

.PHONY: test
test:
	go test ./...

.PHONY: build
build:
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o bin/paperbot ./cmd/paperbot

.PHONY: race
race:
	go test -race ./...

.PHONY: lint
lint:
	test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	go run $(LINT) run ./...

# Every fuzz target for a while, on one core each. A target that is at work when its
# time is over may fail with "context deadline exceeded" and no input to show for it,
# a fault of Go before 1.27 (https://go.dev/issue/75804); all other failures count.
.PHONY: fuzz
fuzz:
	@grep -rHoE '^func Fuzz[A-Za-z0-9_]+' --include='*_test.go' . | sort | sed 's/:func / /' | \
	  xargs -P "$$(nproc)" -n 2 sh -c 'log=$$(mktemp); \
	    go test -run="^$$" -parallel=1 -fuzz="^$$1\$$" -fuzztime=$(FUZZ) "$$(dirname "$$0")" >"$$log" 2>&1; status=$$?; \
	    grep -q "^    context deadline exceeded$$" "$$log" && ! grep -q "Failing input written" "$$log" && status=0; \
	    echo "fuzz $$0 $$1"; test $$status = 0 && tail -n 2 "$$log" || cat "$$log"; rm "$$log"; exit $$status'

# What must not happen to digests and to the index: processes killed at random,
# crashes between any two operations on files, seeded
# schedules of a failing Discord, due times against every minute of ten years. As
# many as the project asks for; CI takes fewer.
KILLS ?= 300
SCHEDULES ?= 3000
IMPORT_KILLS ?= 100
.PHONY: hard
hard: build
	PAPERBOT_KILLS=$(KILLS) PAPERBOT_TEST_BINARY="$(CURDIR)/bin/paperbot" go test -count=1 -timeout=40m -run ServeKilled ./cmd/paperbot
	PAPERBOT_KILLS=$(KILLS) PAPERBOT_EXHAUSTIVE=1 go test -count=1 -timeout=40m -run 'Killed|EveryInstant' ./retrieval/index
	PAPERBOT_TEST_BINARY="$(CURDIR)/bin/paperbot" go test -count=1 -timeout=40m -run ImportKilled ./cmd/paperbot -kills $(IMPORT_KILLS)
	PAPERBOT_SCHEDULES=$(SCHEDULES) PAPERBOT_EXHAUSTIVE=1 go test -count=1 -timeout=40m -run 'TestSchedules|EveryMinute' ./bot

.PHONY: bench
bench:
	go test -run='^$$' -bench=. -benchmem ./...

# The bot under load from a fake Discord on the same machine, with nothing else
# on it: for half a minute, over 200,000 interactions, and as fast as it can.
PACE ?= 2000
.PHONY: load
load:
	go test -c -o bin/load.test ./bot/discord
	cd bot/discord && ../../bin/load.test -test.run='^$$' -test.bench=Interactions -test.benchtime=$$((30 * $(PACE)))x -pace $(PACE)
	cd bot/discord && ../../bin/load.test -test.run='^$$' -test.bench=Interactions -test.benchtime=200000x -pace $(PACE)
	cd bot/discord && ../../bin/load.test -test.run='^$$' -test.bench=Interactions -test.benchtime=60000x -pace 0

# The README's tables: quality over the starting corpus and the judged sets.
SHARED ?= ../shared
.PHONY: eval
eval: build
	bin/paperbot eval answers $(SHARED)/questions.jsonl
	@for set in cranfield cisi cacm adi time scifact nfcorpus pubmedqa; do \
	  bin/paperbot eval retrieval $(SHARED)/collections/$$set; \
	done
	bin/paperbot eval retrieval --drop-self $(SHARED)/collections/csfcube
	@for set in scitldr scifact evinf pubmedqa segmentation; do \
	  bin/paperbot eval summary $(SHARED)/summaries/$$set-dev.jsonl; \
	done
	bin/paperbot eval speed $(SHARED)/collections/cranfield

# The README's tables of ranking and answers, written anew.
.PHONY: tables
tables:
	PAPERBOT_TABLES=1 go test -count=1 -run ReadmeTables ./cmd/paperbot -update

# What the thresholds of refusal would do, and other signs of it: weights, areas and
# curves in cross-validation.
.PHONY: calibrate
calibrate:
	go test -count=1 -run 'TestFitRefusal$$' -v ./retrieval/summary -fit

# What other parameters of the ranking function would come to.
.PHONY: tune
tune: build
	bin/paperbot eval tune --drop-self csfcube $(foreach set,cranfield cisi cacm adi time scifact csfcube nfcorpus pubmedqa,$(SHARED)/collections/$(set))
