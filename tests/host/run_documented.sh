#!/usr/bin/env bash
# Runs the commands that a page shows, as a reader in the top folder would: every
# line of its ```sh blocks that calls pastiche. Each must succeed, and what it
# is told to write must be there, of the kind that its name says.
#   run_documented.sh BUILD_FOLDER SOURCE_FOLDER PAGE [PATTERN_OF_COMMANDS_TO_SKIP]
set -euo pipefail
build=$1 source=$2 page=$3 skip=${4:-^$}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$work"
mkdir -p docs/pictures build
ln -s "$build" build/release
cp -r "$source/docs/examples" docs/
# What readers bring themselves.
mkdir my-levels my-test-levels
cp docs/examples/wide-gap.txt level.txt
cp docs/examples/wide-gap.txt begin.txt
cp "$source"/plugins/mario/corpus/[a-l]*.txt my-levels/
cp "$source"/plugins/mario/corpus/[m-z]*.txt my-test-levels/
export PATH=$build/bin:$PATH NO_COLOR=1

# The first bytes of a file of that extension.
magic() {
  case ${1##*.} in
    png) printf '\x89PNG' ;;
    svg) printf '<svg' ;;
    mid) printf 'MThd' ;;
    wav) printf 'RIFF' ;;
    html) printf '<!DOCTYPE html' ;;
    tmx) printf '<?xml' ;;
  esac
}

count=0
while IFS= read -r command; do
  [[ ! $command =~ $skip ]] || continue
  count=$((count + 1))
  code=0
  bash -c "$command" >out 2>err </dev/null || code=$?
  # Checking finds faults in files that have some, and what got slower.
  if ((code != 0)) && [[ $code != 3 || ! $command =~ --(check|compare) ]]; then
    printf 'failed: %s\n' "$command"
    cat err
    exit 1
  fi
  read -ra words <<<"$command"
  written=
  for ((i = 0; i + 1 < ${#words[@]}; ++i)); do
    if [[ ${words[i]} == -o || ${words[i]} == --output ]]; then written=${words[i + 1]}; fi
  done
  if [[ ${words[1]} == convert ]]; then written=${words[4]}; fi
  if [[ -n $written ]]; then
    begins=$(magic "$written" | od -An -tx1)
    if [[ ! -s $written || $(head -c "$(magic "$written" | wc -c)" "$written" | od -An -tx1) != "$begins" ]]; then
      printf 'wrote no such file: %s\n' "$command"
      exit 1
    fi
  fi
done < <(sed -n '/^```sh$/,/^```$/p' "$source/$page" | grep -E '^(build/release/bin/)?pastiche ' |
  sed -E 's/ +# .*//')
printf '%s: %d commands ran\n' "$page" "$count"
((count > 0))
