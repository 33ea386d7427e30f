#!/usr/bin/env bash
# Tests check_files.sh: each tree below holds one fault, which it must name.
#   check_files_test.sh <scratch folder>
set -euo pipefail
checker=$(dirname "$(readlink -f "$0")")/check_files.sh
readonly tree=$1/style_tree
failures=0

# A tree without fault, which each case then breaks.
new_tree() {
  rm -rf "$tree"
  mkdir -p "$tree"/{kernels,framework,plugins,host,bench,tests/fixtures}
  printf '// Says what it is for.\n' >"$tree/kernels/a.h"
  printf '#include "kernels/a.h"\n' | tee "$tree/kernels/a.cc" >"$tree/tests/a_test.cc"
  printf '# Never -ffast-math.\nset(flags -O2)\n' >"$tree/CMakeLists.txt"
}

# expect ok | <what the message must contain>
expect() {
  local said result=0
  said=$("$checker" "$tree") || result=$?
  if [[ $1 == ok ]]; then
    ((result == 0)) && return
  elif ((result != 0)) && grep -qF -- "$1" <<<"$said"; then
    return
  fi
  printf 'expected "%s", result %s:\n%s\n' "$1" "$result" "$said"
  failures=$((failures + 1))
}

new_tree; expect ok
new_tree; printf 'int x;\n' >"$tree/host/b.cc"; expect 'host/b.cc:1: does not open'
new_tree; printf '#include "kernels/a.h"\n' >"$tree/host/b.cc"; expect 'host/b.cc:1: does not open'
new_tree; printf '#include "kernels/a.h"\n' >"$tree/tests/more_test.cc"; expect ok
new_tree; printf '#include <vector>\n' >"$tree/tests/more_test.cc"; expect 'tests/more_test.cc:1: does not open'
new_tree; printf '#include <vector>\n' >"$tree/kernels/b.h"; expect 'kernels/b.h:1: does not open'

new_tree; { printf '// Big.\n'; seq 399; } >"$tree/bench/b.cc"; expect ok
new_tree; { printf '// Big.\n'; seq 400; } >"$tree/bench/b.cc"; expect 'bench/b.cc: 401 lines'
new_tree; { printf '// Big.\n// Long because tables.\n'; seq 400; } >"$tree/bench/b.cc"; expect ok

new_tree; printf '// All sorts.\n' >"$tree/host/string_utils.h"; expect 'host/string_utils.h: name it'

for flag in -march=native -ffast-math -Ofast; do
  new_tree; printf 'add_compile_options(%s)\n' "$flag" >>"$tree/CMakeLists.txt"
  expect "./CMakeLists.txt:3:add_compile_options($flag)"
  new_tree; printf '{"flags": "%s"}\n' "$flag" >"$tree/CMakePresets.json"
  expect "./CMakePresets.json:1:"
done
new_tree; printf 'set(flags -ffast-math)\n' >"$tree/tests/fixtures/CMakeLists.txt"; expect ok
new_tree; printf 'apt-get install libboost-dev\n' >"$tree/dev"; expect './dev:1:'
new_tree; printf 'apt-get install libboost1.81-dev\n' >"$tree/dev"; expect ok

new_tree; printf '// Draws.\nstd::uniform_int_distribution<int> d;\n' >"$tree/tests/b.cc"; expect 'tests/b.cc:2:'
new_tree; mkdir "$tree/docs"; printf '[a](b.md) [c](../README.md#x)\n' >"$tree/docs/c.md"
printf '[d](docs/c.md) [e](https://example.org/e.md)\n' >"$tree/README.md"
expect 'docs/c.md:1: no such page: b.md'
touch "$tree/docs/b.md"; expect ok
new_tree; printf '[d](docs/c.md#part)\n' >"$tree/README.md"; expect './README.md:1: no such page: docs/c.md'
new_tree; printf '// See docs/c.md.\n' >"$tree/kernels/b.h"; expect 'kernels/b.h:1: no such page: docs/c.md'

new_tree; for folder in framework host; do
  printf '// A type.\nnamespace pastiche {\nstruct Same {\n};\nclass Later;\n}\n' >"$tree/$folder/same.h"
done
expect 'host/same.h:3: pastiche::Same is in framework/same.h:3 too'
printf '// A type.\nnamespace pastiche::host {\nstruct Same {\n};\n}\n' >"$tree/host/same.h"; expect ok

new_tree; rm -r "$tree"/{kernels,tests}/*; expect 'no source file'

((failures == 0)) || exit 1
printf '%s\n' 'check_files finds what it must'
