#!/usr/bin/env bash
# Runs the checks of `make test`, of `make drills` (drills), `make quick` (quick) and `make lint` (lint), stops at the
# first that fails, and says at the end what was done and how long each step took. Every test belongs to `make test` or
# to the drills (docs/decisions/0021); tests/test_house.py reads the markers below and proves it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kind=${1:-all}
jobs=${JOBS:-3}
bin=.venv/bin

# Tests keep their keys, files and the browser's profile here, away from your data and your home.
export GONGKAI_DATA="$PWD/var/test" HOME="$PWD/var/test/home"
if [ "$kind" = drills ] && [ -d "$GONGKAI_DATA" ]; then
  # what `make test` migrated is of use, and its name holds a digest of what it was made from
  find "$GONGKAI_DATA" -mindepth 1 -maxdepth 1 ! -name templates -exec rm -rf {} +
else
  rm -rf "$GONGKAI_DATA"
fi
mkdir -p "$HOME"
# Hundreds of processes are started; without bytecode each of them compiles everything for a second and more.
unset PYTHONDONTWRITEBYTECODE

done_steps=()
declare -A running=()
trap 'for one in "${running[@]}"; do kill "$one" 2>/dev/null || true; done' EXIT

step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n── %s\n' "$name"
  if ! "$@"; then
    printf '\n✗ %s (%d s) · 未通过\n' "$name" $((SECONDS - began))
    exit 1
  fi
  done_steps+=("$(printf '%4d s  %s' $((SECONDS - began)) "$name")")
}

# What keeps one processor busy and leaves the other idle runs beside something else.
beside() {
  "$@" >"$GONGKAI_DATA/$1" 2>&1 &
  running[$1]=$!
}

joined() {
  local name status failed=0
  for name in "$@"; do
    wait "${running[$name]}" && status=0 || status=$?
    unset "running[$name]"
    cat "$GONGKAI_DATA/$name"
    [ "$status" = 0 ] || failed=1
  done
  return "$failed"
}

pytest() {
  "$bin/python" -m pytest -q --no-header --hypothesis-profile=steady "$@"
}

workers() {
  pytest -n "$jobs" --dist worksteal "$@"
}

# ---------------------------------------------------------------- which tests: read by tests/test_house.py

on_sqlite() {
  workers -m "not crash and not sweep"
}

on_sqlite_quickly() {
  workers -m "not journey and not crash and not sweep"
}

on_postgres() {
  GONGKAI_TEST_DATABASE=postgres workers -m "not journey and not crash"
}

kills_and_sweeps() {
  workers -m "crash or sweep"
}

# ---------------------------------------------------------------- the steps

form() {
  "$bin/ruff" check --quiet --output-format=concise . && "$bin/ruff" format --quiet --check . && echo "ruff: well formed"
}

types() {
  "$bin/mypy" --no-error-summary && echo "mypy: no error"
}

layers() {
  local said
  said=$("$bin/lint-imports" --no-logo 2>&1) || { printf '%s\n' "$said"; return 1; }
  printf '%s\n' "$said" | tail -n 1
}

# Migrated databases of the kinds that are asked for, before the workers wait for them.
databases() {
  "$bin/python" -m tests.template "$@" && echo "databases: migrated"
}

# Once: otherwise every worker rewrites the assertions of all tests for itself, ten seconds of processor each.
bytecode() {
  local said
  said=$(pytest --collect-only -qq 2>&1) || { printf '%s\n' "$said"; return 1; }
  echo "tests: collected"
}

header() {
  cat <<'WORDS'
Drills: servers, workers and a database are killed with kill -9 while citizens apply, jobs run and messages leave;
what was promised must be there afterwards. Every public page is looked at in each size, script and language by
axe, every address of the office is asked by officers of other agencies, the demo's year is made. Then every test
that uses a database once more, on PostgreSQL.
演练：在群众提交申请、后台任务执行和消息发出时强行终止（kill -9）服务器、后台进程和数据库，核对已作出的承诺
一件不少；每个公开页面按各种尺寸、字体和语言逐页检查无障碍，每个办公地址由别的机关逐一试探，演示年度从头生成；
然后在 PostgreSQL 上重新执行全部数据库测试。
WORDS
}

elsewhere() {
  cat <<'WORDS'

Not in this run: the drills (kill -9), what goes through every page and address, and all that PostgreSQL does.
They run by `make drills`, and in CI each time.
本次未执行：强行终止演练（kill -9）、逐页逐址检查和 PostgreSQL 全部测试。请用 make drills 执行；持续集成（CI）每次都会执行。
WORDS
}

case $kind in
  all)
    step "browser and Chinese font · 浏览器与中文字体" tools/browser.sh
    beside databases sqlite
    beside bytecode
    step "form · 格式" form
    step "layers · 分层" layers
    step "types · 类型" types
    step "made ready beside these · 同时完成的准备" joined databases bytecode
    step "tests on SQLite · 测试（SQLite）" on_sqlite
    ;;
  drills)
    header
    beside databases sqlite postgres
    beside bytecode
    step "made ready · 准备" joined databases bytecode
    step "killed and started again, every page looked at · 强行终止演练，逐页检查" kills_and_sweeps
    step "database tests on PostgreSQL · 测试（PostgreSQL）" on_postgres
    ;;
  lint)
    step "form · 格式" form
    step "layers · 分层" layers
    step "types · 类型" types
    ;;
  quick)
    beside databases sqlite
    beside bytecode
    step "form · 格式" form
    step "layers · 分层" layers
    step "types · 类型" types
    step "made ready beside these · 同时完成的准备" joined databases bytecode
    step "tests on SQLite · 测试（SQLite）" on_sqlite_quickly
    ;;
  *)
    echo "tools/test.sh [all|drills|quick|lint]" >&2
    exit 2
    ;;
esac

printf '\n'
printf '%s\n' "${done_steps[@]}"
printf '%4d s  all passed · 全部通过\n' "$SECONDS"
if [ "$kind" = all ]; then
  elsewhere
fi
