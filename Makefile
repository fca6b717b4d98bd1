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

# Every fuzz target for a while; go test fuzzes one target of one package at a time.
.PHONY: fuzz
fuzz:
	@grep -rlE '^func Fuzz' --include='*_test.go' . | sort | while read -r file; do \
	  for target in $$(grep -oE '^func Fuzz[A-Za-z0-9_]+' "$$file" | cut -d' ' -f2); do \
	    echo "fuzz $$file $$target"; \
	    go test -run='^$$' -fuzz="^$$target$$" -fuzztime=$(FUZZ) "$$(dirname "$$file")" || exit 1; \
	  done; \
	done

.PHONY: bench
bench:
	go test -run='^$$' -bench=. -benchmem ./...

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
