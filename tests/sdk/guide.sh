#!/usr/bin/env bash
# Runs the commands of docs/plugin_author_guide.md in order, as a reader would, with an
# installed Pastiche that nothing else knows of.
#   guide.sh BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --prefix "$work/prefix" >"$work/install.log"
mkdir -p "$work/reader/docs"
cp -r "$source/docs/examples" "$work/reader/docs/"
cd "$work/reader"
export PATH=$work/prefix/bin:$PATH CMAKE_PREFIX_PATH=$work/prefix XDG_DATA_HOME=$work/data NO_COLOR=1

count=0
while IFS= read -r command; do
  count=$((count + 1))
  bash -c "$command" >"$work/out" 2>&1 </dev/null || {
    printf 'failed: %s\n' "$command"
    cat "$work/out"
    exit 1
  }
  # Nothing to complain of, not even a SHOULD.
  if [[ $command == 'pastiche validate'* ]] && ! grep -q 'MUST .* 0 failed; SHOULD .* 0 failed' "$work/out"; then
    printf 'not all checks passed: %s\n' "$command"
    cat "$work/out"
    exit 1
  fi
done < <(sed -n '/^```sh$/,/^```$/p' "$source/docs/plugin_author_guide.md" | grep -v '^```')
[[ -s tune.mid && $(head -c 4 tune.mid) == MThd && -s tune.txt ]]
printf '%d commands ran\n' "$count"
((count >= 15))
