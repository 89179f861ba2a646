#!/bin/sh
# install.sh LOCK PIP-INSTALL…: installs the packages of a lock file in two halves side by side. pip unpacks one
# package after the other on one processor, and a lock needs no order: everything in it is pinned.
set -eu
lock=$1
shift
halves=$(mktemp -d)
trap 'rm -rf "$halves"' EXIT
: >"$halves/odd" && : >"$halves/even"
awk -v to="$halves" '/^[a-zA-Z0-9]/ { odd = !odd } { print > (to (odd ? "/odd" : "/even")) }' "$lock"
"$@" --require-hashes -r "$halves/odd" &
other=$!
failed=0
"$@" --require-hashes -r "$halves/even" || failed=1
wait "$other" || failed=1
exit "$failed"
