#!/usr/bin/env bash
# Runs the checks of `make test`, `make quick` (quick) and `make lint` (lint) one after the other, stops
# at the first that fails, and says at the end what was done and how long each step took.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Tests keep their keys, files and the browser's profile here, away from your data and your home.
export GONGKAI_DATA="$PWD/var/test" HOME="$PWD/var/test/home"
rm -rf "$GONGKAI_DATA"
mkdir -p "$HOME"
# Hundreds of processes are started; without bytecode each of them compiles everything for a second and more.
unset PYTHONDONTWRITEBYTECODE

bin=.venv/bin
kind=${1:-all}
jobs=${JOBS:-3}
done_steps=()

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

# mypy keeps one processor busy and leaves the other idle, so it runs beside the tests.
beside() {
  "$@" >"$GONGKAI_DATA/$1" 2>&1 &
  beside=$!
  trap 'kill "$beside" 2>/dev/null || true' EXIT
}

joined() {
  wait "$beside" && status=0 || status=$?
  cat "$GONGKAI_DATA/$1"
  return "$status"
}

pytest() {
  "$bin/python" -m pytest -q --no-header -n "$jobs" --dist worksteal --hypothesis-profile=steady "$@"
}

on_postgres() {
  GONGKAI_TEST_DATABASE=postgres pytest -m "not journey and not crash"
}

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

if [ "$kind" = all ]; then
  step "browser and Chinese font · 浏览器与中文字体" tools/browser.sh
fi
step "form · 格式" form
step "layers · 分层" layers
case $kind in
  all)
    beside types
    step "tests on SQLite · 测试（SQLite）" pytest
    step "types, begun beside the tests · 类型（与测试同时进行）" joined types
    step "database tests on PostgreSQL · 测试（PostgreSQL）" on_postgres
    ;;
  lint)
    step "types · 类型" types
    ;;
  quick)
    beside types
    step "tests on SQLite · 测试（SQLite）" pytest -m "not journey and not crash"
    step "types, begun beside the tests · 类型（与测试同时进行）" joined types
    ;;
esac

printf '\n'
printf '%s\n' "${done_steps[@]}"
printf '%4d s  all passed · 全部通过\n' "$SECONDS"
