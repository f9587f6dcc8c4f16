# Countermove. `make` lists what there is.
#
# For GNU make 3.81 (the one on macOS) and later. What a target needs beside Go
# (PostgreSQL, Chromium, a C compiler), scripts/need finds, installs or names.

# Extra flags for `countermove serve`: make run SERVE_FLAGS=--listen=:9000
SERVE_FLAGS ?=

# What to test and how: make test PKG=./internal/server TEST_FLAGS='-run Permalink -v'
PKG ?= ./...
TEST_FLAGS ?=

# Extra flags for `go build`.
BUILD_FLAGS ?=

# Everything is built without cgo: the product is one static binary, and nobody
# needs a C compiler. Only the race detector does, where RACE is -race.
export CGO_ENABLED ?= 0
RACE ?=

# Go stamps the commit into what it builds. Where git won't read the checkout
# (it belongs to another user), build without the stamp instead of not at all.
ifeq ($(shell git rev-parse HEAD 2>/dev/null),)
export GOFLAGS := $(GOFLAGS) -buildvcs=false
endif

.NOTPARALLEL:

.PHONY: help
help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

# Running

.PHONY: build
build: ## Build bin/countermove
	@echo "Building bin/countermove"
	@go build $(BUILD_FLAGS) -o bin/countermove ./cmd/countermove

.PHONY: run
run: ## Build and run the server; Ctrl-C stops it
	@test -n "$$DATABASE_URL" || scripts/need postgres --or-npm
	@$(MAKE) --no-print-directory build
	@exec bin/countermove serve $(SERVE_FLAGS)

.PHONY: dev
dev: ## The same, but rebuild and reload the browser on every change
	@test -n "$$DATABASE_URL" || scripts/need postgres --or-npm
	@echo "Open http://localhost:7331, which reloads itself. The server is behind it, on port 8080."
	@SHELL=/bin/sh exec go tool templ generate --watch --open-browser=false \
		--proxy=http://localhost:8080 \
		--watch-pattern='\.go$$|/web/|/migrations/.*\.sql$$|\.jsonl$$' \
		--ignore-pattern='_test\.go$$|~$$|\.sw.$$' \
		--cmd='go build -o bin/countermove ./cmd/countermove && exec bin/countermove serve $(SERVE_FLAGS)'

# Testing

.PHONY: test
test: ## Run all tests, those in a browser included
	@test -n "$$COUNTERMOVE_TEST_DATABASE_URL" || scripts/need postgres
	@scripts/need chromium
	$(if $(RACE),@scripts/need cc)
	go vet $(PKG)
	$(if $(RACE),CGO_ENABLED=1) go test $(RACE) $(TEST_FLAGS) $(PKG)

.PHONY: bench
bench: ## Run all benchmarks
	@test -n "$$COUNTERMOVE_TEST_DATABASE_URL" || scripts/need postgres
	go test -run '^$$' -bench . -benchmem $(PKG)

.PHONY: lint
lint: ## Run the linters (the first time builds them, which takes minutes)
	go tool -modfile=tools/go.mod golangci-lint run

.PHONY: check
check: RACE = -race
check: fresh formatted tidy lint test ## Everything CI does: fresh files, formatting, linters, tests with -race

# The parts of check that have no use by themselves. Each names its cure.

.PHONY: fresh
fresh:
	@echo "Are generated files fresh?"
	@go tool templ generate -check -keep-orphaned-files -log-level=warn || { echo "Run 'make generate'."; exit 1; }
	@find . -name '*_templ.go' | while read -r made; do \
		test -f "$${made%_templ.go}.templ" || { echo "$$made: its template is gone. Run 'make generate'."; exit 1; }; \
	done
	@set -e; before=$$(mktemp); trap 'rm -f "$$before"' EXIT; cp migrations/schema.sql "$$before"; \
		$(MAKE) --no-print-directory schema; \
		diff -u "$$before" migrations/schema.sql || \
		{ echo "migrations/schema.sql was stale. It is now rewritten: look at it and commit it."; exit 1; }

.PHONY: formatted
formatted:
	@echo "Is everything formatted?"
	@unformatted=$$("$$(go env GOROOT)/bin/gofmt" -l .); \
		test -z "$$unformatted" || { echo "$$unformatted"; echo "Run 'make format'."; exit 1; }

.PHONY: tidy
tidy:
	@echo "Is go.mod tidy?"
	@go mod tidy -diff || { echo "Run 'go mod tidy'."; exit 1; }

# Writing files

.PHONY: generate
generate: ## Write the Go code of the templates
	go tool templ generate

.PHONY: format
format: ## Format Go code
	@"$$(go env GOROOT)/bin/gofmt" -l -w .

.PHONY: schema
schema: ## Write migrations/schema.sql, what all migrations add up to
	@test -n "$$COUNTERMOVE_TEST_DATABASE_URL" || scripts/need postgres
	go run ./internal/dbtest/schema

.PHONY: migration
migration: ## Begin a migration: make migration name=add_figures
	@set -e; \
	if ! printf '%s\n' "$$name" | grep -Eqx '[a-z][a-z0-9]*(_[a-z0-9]+)*' || [ "$${#name}" -lt 3 ] || [ "$${#name}" -gt 60 ]; then \
		echo "Say in a few words what it does: make migration name=add_figures" >&2; exit 1; \
	fi; \
	if ls migrations/[0-9]*_"$$name".up.sql >/dev/null 2>&1; then \
		echo "There is one of that name already:" migrations/[0-9]*_"$$name".up.sql >&2; exit 1; \
	fi; \
	last=$$(ls migrations | sed -n 's/^\([0-9]\{6\}\)_.*\.up\.sql$$/\1/p' | sort | tail -n 1); \
	next=migrations/$$(printf '%s\n' "$${last:-000000}" | awk '{ printf "%06d", $$1 + 1 }')_$$name; \
	echo "-- Why:" >"$$next.up.sql"; \
	echo "-- Undoes the other file, as far as data allows." >"$$next.down.sql"; \
	echo "$$next.up.sql"; echo "$$next.down.sql"
