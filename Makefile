# Two commands matter: `make demo` serves a made-up district, `make test` checks it.
# CI runs `make test` and `make drills`, which together are every single test.
# All that is installed goes into .venv and var/ of this checkout; your pip settings (index, proxy,
# certificates, PIP_FIND_LINKS) are respected, and no registry is named here or in requirements/.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The interpreter that makes .venv; any Python from 3.11 on will do.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
# What `make install` and `make demo` install; requirements/postgres.txt for a server on PostgreSQL, requirements/ocr.txt
# to read the letters in pictures. One after the other where both are wanted.
REQUIREMENTS ?= requirements/base.txt
# Tests that run side by side: one more than there are processors, for some of them wait for a server or a browser.
JOBS ?= $(shell cores=$$(nproc 2>/dev/null || echo 2); echo $$((cores < 4 ? cores + 1 : 5)))
# How long the fuzz targets run, all together.
FUZZ_SECONDS ?= 60
# What `make bundle` packs for; for 鲲鹏 and 飞腾: make bundle ARCH=aarch64
ARCH ?= $(shell uname -m)

# Downloads are kept in the checkout, so that nothing outside is written.
export PIP_CACHE_DIR ?= $(CURDIR)/var/cache/pip
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Many processes are started, in tests and beside a server; without bytecode each compiles everything again.
unexport PYTHONDONTWRITEBYTECODE
# mkdocs-material announces its successor at every run.
export NO_MKDOCS_2_WARNING := 1

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --progress-bar off --no-input --no-compile --no-deps
LOCK := $(BIN)/python -m piptools compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-header --no-emit-options $(LOCK_OPTIONS)

# A .venv knows its own address. One that came here with a moved or copied checkout is made anew.
ifneq ($(shell cat .venv/.made 2>/dev/null),$(CURDIR))
.venv/.made: moved
endif

##@ Every day · 日常

.PHONY: help
help: ## this list · 本说明
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: demo
demo: .venv/.runtime ## a made-up district and its year on http://127.0.0.1:8000 · 演示
	@$(BIN)/gongkai demo

.PHONY: install
install: .venv/.runtime ## the virtual environment .venv and nothing else · 安装

##@ Changing gongkai · 开发

.PHONY: test
test: .venv/.test ## form, layers, types and all tests but the drills · 全部检验（演练除外）
	@JOBS=$(JOBS) tools/test.sh

.PHONY: drills
drills: .venv/.test ## kill -9 of servers and workers, and the database tests on PostgreSQL · 强行终止演练
	@JOBS=$(JOBS) tools/test.sh drills

.PHONY: quick
quick: .venv/.test ## style and tests without browsers, crashes and PostgreSQL · 快速检验
	@JOBS=$(JOBS) tools/test.sh quick

.PHONY: law
law: .venv/.test ## the law's own cases, and the table article → function → case · 法条用例
	@$(BIN)/python -m pytest -q tests/law
	@$(BIN)/python docs/tools/law_table.py

.PHONY: lint
lint: .venv/.test ## form, layers and types, changing nothing · 静态检查
	@tools/test.sh lint

.PHONY: fix
fix: .venv/.test ## put the form and generated pages right · 自动整理
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/python docs/tools/law_table.py
	@$(BIN)/python tools/messages.py

.PHONY: bench
bench: .venv/.test ## how fast, with medians and the machine · 性能
	@$(BIN)/python -m bench

.PHONY: fuzz
fuzz: .venv/.test ## hostile files against the readers for FUZZ_SECONDS · 模糊测试
	@$(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

.PHONY: docs
docs: .venv/.docs ## the handbook as a site in site/ · 文档
	@$(BIN)/mkdocs build --strict --quiet && echo "site/index.html"

##@ Delivering · 交付

.PHONY: lock
lock: .venv/.lock ## compile requirements/*.txt; LOCK_OPTIONS=--upgrade takes newer versions · 锁定依赖
	@$(LOCK) -o requirements/base.txt pyproject.toml requirements/base.in
	@$(LOCK) -c requirements/base.txt --extra postgres -o requirements/postgres.txt pyproject.toml requirements/base.in
	@$(LOCK) -c requirements/postgres.txt --extra ocr -o requirements/ocr.txt pyproject.toml requirements/base.in
	@$(LOCK) -c requirements/ocr.txt -c requirements/postgres.txt --extra postgres --extra ocr -o requirements/test.txt \
		pyproject.toml requirements/base.in requirements/test.in
	@$(LOCK) -c requirements/test.txt -o requirements/docs.txt requirements/docs.in
	@$(LOCK) -c requirements/docs.txt -o requirements/lock.txt requirements/lock.in
	@! grep -nE '://|--(index|find|extra)' requirements/*.txt

.PHONY: bundle
bundle: .venv/.runtime ## one file to install without a network, into dist/ · 离线安装包
	@tools/bundle.sh $(ARCH)

##@ Starting over · 重来

.PHONY: clean
clean: ## remove .venv and the caches, keep the data in var/ · 清除环境，保留数据
	rm -rf .venv var/cache site build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# ---------------------------------------------------------------- the virtual environment, in stamps

.PHONY: moved
moved:

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "gongkai needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 · 需要 Python 3.11 或更新版本"; exit 1; }
	@if [ -e .venv/.made ]; then rm -rf .venv; fi
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "run first · 请先运行：apt-get install python3-venv"; exit 1; }
	@printf '%s\n' "$(CURDIR)" > $@

# The stamp says what was installed last, so that another list is installed too.
ifeq ($(filter $(REQUIREMENTS),$(shell cat .venv/.runtime 2>/dev/null)),)
.venv/.runtime: moved
endif

.venv/.runtime: .venv/.made pyproject.toml $(REQUIREMENTS)
	@echo "· installing $$(grep -c '^[a-z].*==' $(REQUIREMENTS)) packages into .venv (once) · 正在安装运行环境，仅此一次"
	@tools/install.sh $(REQUIREMENTS) $(INSTALL)
	@$(INSTALL) --no-build-isolation --editable .
	@echo $(REQUIREMENTS) > $@

.venv/.test: .venv/.made pyproject.toml requirements/test.txt
	@echo "· installing $$(grep -c '^[a-z].*==' requirements/test.txt) packages into .venv (once) · 正在安装检验环境，仅此一次"
	@tools/install.sh requirements/test.txt $(INSTALL)
	@$(INSTALL) --no-build-isolation --editable .
	@touch $@
	@echo requirements/base.txt requirements/postgres.txt requirements/ocr.txt > .venv/.runtime

.venv/.docs: .venv/.test requirements/docs.txt
	@$(INSTALL) --require-hashes -r requirements/docs.txt
	@touch $@

.venv/.lock: .venv/.made requirements/lock.txt
	@$(INSTALL) --require-hashes -r requirements/lock.txt
	@touch $@
