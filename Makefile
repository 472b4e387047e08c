# Each target sets up what it needs. Python 3.11 or newer, and Debian's packages where a browser is needed.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Debian's own Python, where it can make an environment: it is built with a profile of what programs do, and all tests
# take a fifth less of the processor than under one that pyenv builds.
PYTHON ?= $(or $(shell /usr/bin/python3 -c 'import ensurepip, sys, venv; sys.version_info >= (3, 11) and print(sys.executable)' 2>/dev/null),python3)
VENV := .venv
BIN := $(VENV)/bin
export CHROMIUM ?= /usr/bin/chromium-headless-shell
UV_VERSION := 0.13.9
DYNALITE_VERSION := 4.0.0
OBSERVATORY_VERSION := 1.4.8
NU_VERSION := 26.9.27
NASTALIQ_VERSION := 5.3.0
LIGHTHOUSE_VERSION := 12.8.2
MAILPARSER_VERSION := 3.14.2
CANIEMAIL_VERSION := 2.0.2
CHECKOV_VERSION := 3.3.30
SAM_CLI_VERSION := 1.170.0
SAM_TRANSLATOR_VERSION := 1.115.0
# What is deployed is built by the very Python that runs it, where it is found and can make an environment, for which
# Debian has packages of their own. The rest goes on with any from 3.11.
LAMBDA_VERSION := 3.13
LAMBDA_PYTHON := $(firstword $(foreach python,python$(LAMBDA_VERSION) $(wildcard $(HOME)/.pyenv/versions/$(LAMBDA_VERSION).*/bin/python3),$(shell $(python) -c 'import ensurepip, venv' 2>/dev/null && echo $(python))))
# Each worker reads all tests and starts a browser and a site of its own, so one more than there are cores costs time.
IN_PARALLEL = -n $$(nproc) --dist worksteal
# Tests start many processes. Where Python keeps no bytecode, each compiles our code anew: a sixth of their work.
test: export PYTHONDONTWRITEBYTECODE =

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/ready ## Serve the site on :8000 and the mailbox on :8025 (PORT and MAILBOX_PORT choose others, DEMO=1 adds a month of made-up leads)
	@DEMO=$(DEMO) $(BIN)/python -m local

test: $(VENV)/ready $(patsubst %,$(VENV)/%-ready,dynalite observatory mail nu guide nastaliq template $(if $(LAMBDA_PYTHON),lambda)) browser java ## Run all tests
	@$(BIN)/pytest $(IN_PARALLEL) -p tests.lines

lint: $(VENV)/ready ## Check style, types and which module may import which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/ready ## Put the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

guide: $(VENV)/guide-ready $(VENV)/nastaliq-ready ## Typeset the guides' PDFs anew, after a change of their text or of the clinic's facts
	@$(BIN)/python -m tools.guide.pdf

campaign: $(VENV)/ready ## Begin a campaign as a copy of another, and say what to write: NAME=neck-pain FROM=dry-needling
	@$(BIN)/python -m tools.campaign.new

check: $(VENV)/ready ## Say what is missing or untrue in any campaign, with file and line
	@$(BIN)/python -m tools.campaign.check

preview: $(VENV)/ready browser ## Show every campaign in every language as people will see it: out/preview/index.html
	@$(BIN)/python -m tools.preview

preview-picture: $(VENV)/guide-ready $(VENV)/nastaliq-ready browser ## Draw the pictures that WhatsApp and Facebook show beside a link to a page
	@$(BIN)/python -m tools.preview.link_picture

preview-sequence: $(VENV)/ready ## Show who would get what and when under edited sequences and hours (OLD=<revision>, ALL=1)
	@$(BIN)/python -m tools.preview.sequence

simulate: $(VENV)/ready ## Play a campaign of weeks in a world that fails at random (LEADS=3000 SEED=1 FAULTS=0.02)
	@$(BIN)/python -m simulation $(if $(LEADS),--leads $(LEADS)) $(if $(SEED),--seed $(SEED)) $(if $(FAULTS),--faults $(FAULTS))

bench: $(VENV)/ready $(patsubst %,$(VENV)/%-ready,nu lighthouse $(if $(LAMBDA_PYTHON),lambda)) browser java ## Measure what the page, the bundle and the use-cases cost, and hold it against the bars
	@$(BIN)/python -m tools.bench

scale: $(VENV)/ready ## Measure what a lead and a sweep cost, and write the tables of docs/scale.md anew
	@$(BIN)/python -m tools.scale

lock: $(VENV)/lock-ready ## Pin all packages anew, with their hashes, after a change of a requirements*.in
	@$(LOCK) requirements.in --output-file requirements.txt
	@$(LOCK) requirements-dev.in --constraints requirements.txt --output-file requirements-dev.txt
	@$(LOCK) requirements-package.in --constraints requirements-dev.txt --output-file requirements-package.txt
	@$(LOCK) requirements-guide.in --constraints requirements-dev.txt --output-file requirements-guide.txt

package: $(VENV)/lambda-ready ## Build the Lambda bundle and its CloudFormation template into out/, under the Python that Lambda runs
	@$(VENV)/lambda/bin/python -m tools.build.package

deploy: $(VENV)/ready $(VENV)/lambda-ready $(VENV)/sam-ready ## Put it on AWS, or what has changed: STAGE=prod (asks for what it does not know)
	@$(BIN)/python -m tools.deploy.questions
	@$(VENV)/lambda/bin/python -m tools.build.package
	@PATH="$(CURDIR)/$(VENV)/sam/bin:$$PATH" $(BIN)/python -m tools.deploy

production-access: $(VENV)/ready ## Ask AWS to let SES send to everybody, as a new account may not: STAGE=prod
	@$(BIN)/python -m tools.deploy.production_access

smoke: $(VENV)/ready ## Try whether a stage works, from its page to a guide that arrives: STAGE=prod, or local for `make run`
	@$(BIN)/python -m tools.deploy.smoke

rotate: $(VENV)/ready ## Sign links with a new key from now on; old links go on working: STAGE=prod
	@$(BIN)/python -m tools.deploy.rotate

destroy: $(VENV)/ready ## Take a stage away from AWS, but for its leads: STAGE=staging
	@$(BIN)/python -m tools.deploy.destroy

erase: $(VENV)/ready ## Erase a person: STAGE=prod EMAIL=, or PHONE= of who gave no email
	@$(BIN)/python -m tools.operate.erase

export: $(VENV)/ready ## Write all leads into a file: STAGE=prod FILE=leads.jsonl (TABLE=, where a stage is gone and its table was kept)
	@$(BIN)/python -m tools.operate.exporting

import: $(VENV)/ready ## Take leads, or a list of addresses that want no emails, in from a file, and mail nobody: STAGE=prod FILE=leads.jsonl
	@$(BIN)/python -m tools.operate.importing

spending: $(VENV)/ready ## Tell what ads have cost by the file of their platform: STAGE=prod FILE=report.csv (see docs/operating.md)
	@$(BIN)/python -m tools.operate.spending

webhook-key: $(VENV)/ready ## Print the key by which the clinic's own system knows our webhook: STAGE=prod
	@$(BIN)/python -m tools.operate.webhook_key

restore: $(VENV)/ready ## Bring leads back as they were: STAGE=prod AT=2026-03-02T09:30:00Z (see docs/operating.md)
	@$(BIN)/python -m tools.operate.restore

send-test: $(VENV)/ready ## Send one email as a test: STAGE=prod TO= STEP= (and LEAD=, to be written as for that lead)
	@$(BIN)/python -m tools.operate.send_test

doctor: $(VENV)/ready ## Say of a stage what is right and what is wrong: STAGE=prod, or local for `make run` (TO=, JSON=1)
	@$(BIN)/python -m tools.doctor

screenshots: $(VENV)/ready browser ## Take the pictures of the README anew
	@$(BIN)/python -m tools.preview.screenshots

clean: ## Remove everything that was built or set up here
	rm -rf $(VENV) out .chalice/deployments .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

browser:
	@command -v $(CHROMIUM) >/dev/null || (apt-get update -qq && apt-get install -y -qq $(notdir $(CHROMIUM))) > /dev/null

node:
	@command -v npm >/dev/null || (apt-get update -qq && apt-get install -y -qq npm) > /dev/null

# The Nu HTML checker runs on it.
java:
	@command -v java >/dev/null || (apt-get update -qq && apt-get install -y -qq default-jre-headless) > /dev/null

$(VENV)/ready: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

LOCK = $(VENV)/lock/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-header --no-strip-markers --no-strip-extras

$(VENV)/lock-ready: $(VENV)/ready
	@$(PYTHON) -m venv $(VENV)/lock
	@$(VENV)/lock/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(VENV)/guide-ready: $(VENV)/ready requirements-guide.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements-guide.txt
	@touch $@

$(VENV)/lambda-ready: requirements-package.txt
	@test -n "$(LAMBDA_PYTHON)" || { echo "Python $(LAMBDA_VERSION), which the functions run on, is needed to build them: pyenv install $(LAMBDA_VERSION), or uv python install $(LAMBDA_VERSION)"; exit 2; }
	@$(LAMBDA_PYTHON) -m venv $(VENV)/lambda
	@$(VENV)/lambda/bin/pip install --quiet --disable-pip-version-check --requirement requirements-package.txt
	@touch $@

# Judges of the template. Both pin what our tests have in other versions.
$(VENV)/template-ready: $(VENV)/ready
	@$(PYTHON) -m venv $(VENV)/template
	@$(VENV)/template/bin/pip install --quiet --disable-pip-version-check checkov==$(CHECKOV_VERSION) aws-sam-translator==$(SAM_TRANSLATOR_VERSION)
	@touch $@

# SAM CLI pins what our tests have in other versions, so it lives in an environment of its own too.
$(VENV)/sam-ready: $(VENV)/ready
	@$(PYTHON) -m venv $(VENV)/sam
	@$(VENV)/sam/bin/pip install --quiet --disable-pip-version-check aws-sam-cli==$(SAM_CLI_VERSION)
	@touch $@

# What comes from npm, each into a folder of its own: a second DynamoDB; a second reader of our emails, and what is known
# of mail clients; the Nu HTML checker; Lighthouse.
NPM_INSTALL = npm install --no-fund --no-audit --silent --prefix $(VENV)

$(VENV)/dynalite-ready: $(VENV)/ready | node
	@$(NPM_INSTALL)/dynalite dynalite@$(DYNALITE_VERSION) && touch $@

$(VENV)/mail-ready: $(VENV)/ready | node
	@$(NPM_INSTALL)/mail mailparser@$(MAILPARSER_VERSION) caniemail@$(CANIEMAIL_VERSION) && touch $@

# Mozilla's rules for headers. Which sites browsers know to be on HTTPS alone they fetch elsewhere: ours is none of them.
$(VENV)/observatory-ready: $(VENV)/ready | node
	@$(NPM_INSTALL)/observatory --ignore-scripts --omit=optional @mdn/mdn-http-observatory@$(OBSERVATORY_VERSION)
	@echo '{}' > $(VENV)/observatory/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json && touch $@

$(VENV)/nu-ready: $(VENV)/ready | node
	@$(NPM_INSTALL)/nu vnu-jar@$(NU_VERSION) && touch $@

# The font of Urdu in the guides' PDFs.
$(VENV)/nastaliq-ready: $(VENV)/ready | node
	@$(NPM_INSTALL)/nastaliq @fontsource/noto-nastaliq-urdu@$(NASTALIQ_VERSION) && touch $@

$(VENV)/lighthouse-ready: $(VENV)/ready | node
	@$(NPM_INSTALL)/lighthouse lighthouse@$(LIGHTHOUSE_VERSION) && touch $@

.PHONY: help run test bench lint format lock guide campaign check preview preview-picture preview-sequence simulate scale package deploy production-access smoke rotate destroy erase export import spending webhook-key restore send-test doctor screenshots clean browser java node
