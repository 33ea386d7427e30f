#!/usr/bin/env bash
# `pastiche new-plugin` in one language: builds with one command, passes its own
# tests, among them `pastiche validate`; is not written twice.
#   new_plugin.sh c|cpp|rust BUILD_FOLDER
set -euo pipefail
language=$1 pastiche=$2/bin/pastiche
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
if [[ $language == rust ]] && ! command -v rustc >/dev/null; then
  echo "SKIPPED: rustc is not installed"
  exit 0
fi

"$pastiche" new-plugin old-maps --lang "$language"
make -C old-maps --silent
make -C old-maps --silent check PASTICHE="$pastiche"
make -C old-maps --silent install XDG_DATA_HOME="$work/data"
XDG_DATA_HOME=$work/data "$pastiche" generate old-maps --seed 1 --length 20 --quiet
! grep -rn '@name@' old-maps || { echo "a name was left out"; exit 1; }

code=0
"$pastiche" new-plugin old-maps --lang "$language" 2>err.txt || code=$?
[[ $code == 2 ]]
grep -q 'is there already' err.txt
code=0
"$pastiche" new-plugin Old_Maps 2>err.txt || code=$?
[[ $code == 2 ]]
grep -q 'cannot name a plugin' err.txt
[[ -z $(find . -name '*.partial-*') ]]
echo "$language: built and validated"
