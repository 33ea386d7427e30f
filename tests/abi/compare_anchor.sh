#!/usr/bin/env bash
# Fails if abidiff finds that a type of the plugin ABI is not as recorded in
# anchor_<version>.abi. With --record, writes that file.
#   compare_anchor.sh COMPILER SOURCE_FOLDER [--record]
set -euo pipefail
compiler=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$source/tests/abi" # The record has the source's path as it is given.
"$compiler" -std=c99 -g -gdwarf-4 -O0 -shared -fPIC -I "$source/framework/include" \
  anchor.c -o "$work/anchor.so"
newest=$(find . -name 'anchor_*.abi' | sort -V | tail -n 1)
if [[ ${3:-} == --record ]]; then
  abidw --no-comp-dir-path --no-corpus-path --no-show-locs "$work/anchor.so" --out-file "$newest"
else
  abidiff --no-show-locs "$newest" "$work/anchor.so"
fi
