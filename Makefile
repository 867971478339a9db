# make lists what there is to make. Everything also works by the go command alone.
.DEFAULT_GOAL := help
.PHONY: help build test race lint fmt fuzz bench soak browser demo release ci clean

lint_tool = go tool -modfile=tools/go.mod golangci-lint

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## build till in place
	go build -o till .

test: ## run all tests that need nothing but Go
	go test ./...

race: ## run them under the race detector
	go test -race ./...

lint: ## run all linters (the first time builds them: two minutes)
	$(lint_tool) run ./...

fmt: ## format all code
	$(lint_tool) fmt

fuzz: ## fuzz all targets, two minutes in all
	.ci/fuzz 120

bench: ## measure (the million orders take minutes), and print all ratios as one table
	@out=$$(mktemp); trap 'rm "$$out"' EXIT; { \
	  go test -run '^$$' -bench . -skip BenchmarkLoad -benchtime 1x -timeout 1h . && \
	  go test -run '^$$' -bench Load -benchtime 12000x . && \
	  go test -run '^$$' -bench Simulation -benchtime 300x ./shop; } | tee "$$out"; \
	echo; sed -n 's/^ratio \([^ ]*\) \([^ ]*\) */\1 \2 /p' "$$out" | sort | awk '{ name = $$1; value = $$2; $$1 = $$2 = ""; printf "%-24s %8s %s\n", name, value, $$0 }'

soak: ## kill the bot 50 times at work, and have it answer 200,000 times
	go test . -count=1 -run '^TestSoak$$' -v -soak.kills 50
	go test ./bot -count=1 -run '^TestMemoryFlat$$' -v -memory.answers 200000

browser: ## run the browser test in Chromium
	TILL_CHROMIUM="$$(command -v chromium)" go test -count=1 -run Browser -v .

demo: ## play seller and buyer on a page of your own
	go run . demo

release: ## build archives for all platforms into dist, with checksums and bills of materials
	deploy/release

ci: ## run what a change must pass
	.ci/run

clean: ## remove what was built
	rm -rf till dist
