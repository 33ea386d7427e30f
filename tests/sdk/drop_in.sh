#!/usr/bin/env bash
# A third party's plugin: one C file, compiled outside the tree against the
# installed header only, dropped into the installed plugin folder, and run.
#   drop_in.sh BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
cp "$source/tests/sdk/dice.c" "$work/"
cd "$work"
"${CC:-cc}" -std=c99 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden \
  -I prefix/include dice.c -o dice.so

pastiche=$work/prefix/bin/pastiche
if "$pastiche" list | grep -q '^dice'; then
  echo "dice is listed before it was dropped in"; exit 1
fi
plugins=$(dirname "$(find "$work/prefix" -name mario.so)")
cp dice.so "$plugins/"
"$pastiche" list | tee list.txt
grep -q '^dice' list.txt
"$pastiche" run dice --seed 1 --quiet | tee run.txt
grep -q 'attention-ar' run.txt
"$pastiche" generate dice --seed 1 --length 12 | grep -Eq '^[1-6]( [1-6]){11}$'
if echo '1 2 9' | "$pastiche" encode dice - 2>err.txt; then
  echo "a bad face was accepted"; exit 1
fi
grep -q 'stdin:1:5\|-:1:5' err.txt || { cat err.txt; exit 1; }
echo "dropped in and run"
