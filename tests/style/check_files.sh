#!/usr/bin/env bash
# Fails if a file of ours does not say what it is for, is too long, or if the
# build uses what it must not. Prints every place; also notes long files.
#   check_files.sh <repo>
set -euo pipefail
cd "$1"

readonly header_note=120 source_note=300 limit=400
violations=0
violation() {
  printf '%s\n' "style: $*"
  violations=$((violations + 1))
}

# The first line is a comment, or includes the header that the file implements,
# or that the test tests: what that one says holds for both.
opens_with_its_purpose() {
  local file=$1 first=$2 stem=${1##*/}
  stem=${stem%.*}
  case $first in
    '//'* | '/*'* | '#!'* | '# '* | '"""'*) return 0 ;;
  esac
  if [[ $file == tests/*_test.cc ]]; then
    [[ $first =~ ^\#include\ \"[^\"]+\.h\"$ ]]
  else
    [[ $first =~ ^\#include\ \"(.*/)?"$stem".h\"$ ]]
  fi
}

# A file over the limit says "Long because ..." in its opening comment. The ABI
# is one self-contained header by design (docs/decisions/0001).
may_be_long() {
  [[ $1 == framework/include/pastiche/plugin.h ]] ||
    head -n 10 "$1" | grep -q 'Long because '
}

check_file() {
  local file=$1 text first lines note
  # Without a process for each file, of which there are many.
  mapfile text <"$file"
  first=${text[0]:-}
  first=${first%$'\n'}
  lines=${#text[@]}
  opens_with_its_purpose "$file" "$first" ||
    violation "$file:1: does not open with a comment that says what it is for"
  note=$source_note
  case $file in
    *.h | *.hpp) note=$header_note ;;
  esac
  if ((lines > limit)); then
    may_be_long "$file" ||
      violation "$file: $lines lines; split it at $limit, or open with \"Long because ...\""
  elif ((lines > note)); then
    printf '%s\n' "note: $file: $lines lines; aim for $note"
  fi
  case ${file##*/} in
    *utils* | *helper* | *misc* | *common* | *manager*)
      violation "$file: name it after its main type or verb" ;;
  esac
}

files=()
while IFS= read -r file; do files+=("$file"); done < <(
  find kernels framework plugins host bench tests -type f \
    \( -name '*.h' -o -name '*.hpp' -o -name '*.c' -o -name '*.cc' -o -name '*.py' -o -name '*.sh' \) |
    LC_ALL=C sort)
((${#files[@]} > 0)) || violation "no source file below $PWD"
for file in "${files[@]}"; do check_file "$file"; done

# The build, without comments; what is forbidden here and why:
#   -march=native builds one SIMD target instead of all; -ffast-math and -Ofast
#   change results and, at the link, the host's floating-point mode;
#   libboost-dev is Boost 1.74, which has no JSON and conflicts with 1.81.
# A fixture may be built with -ffast-math: to test that the host survives it.
while IFS= read -r file; do
  while IFS= read -r found; do
    violation "$file:$found"
  done < <(sed 's/\(^\|[[:space:]]\)#.*//' "$file" |
    grep -nE -e '-march=native|-ffast-math|-Ofast|(^|[^a-z0-9.-])libboost-dev' || true)
done < <(find . \( -name .git -o -path ./build -o -path ./tests/fixtures -o -path ./tests/style \) -prune -o -type f \
  \( -name CMakeLists.txt -o -name '*.cmake' -o -name 'CMake*.json' -o -path ./dev -o -path './.ci/*' \) -print |
  LC_ALL=C sort)

# Their output differs between standard libraries: draw from raw engine bits.
while IFS= read -r found; do
  violation "$found"
done < <(grep -nE 'std::[a-z_]+_distribution' "${files[@]}" /dev/null | grep -v '^tests/style/' || true)

# One program holds them all: two types of one name are undefined behaviour that
# shows only where a compiler does not inline.
while IFS= read -r found; do
  violation "$found"
done < <(printf '%s\n' "${files[@]}" | grep -E '^(kernels|framework|host|bench)/.*\.h$' | xargs -r awk '
  FNR == 1 { space = "" }
  /^namespace [a-z_:]+ [{]/ { space = $2 }
  /^(class|struct|enum class) [A-Za-z_]+( |$)/ && !/;$/ {
    name = $1 == "enum" ? $3 : $2
    where = FILENAME ":" FNR
    if ((space, name) in first) print where ": " space "::" name " is in " first[space, name] " too: rename one"
    else first[space, name] = where
  }' || true)

# Links between pages, and pages that comments send the reader to.
while IFS=: read -r file line link; do
  link=${link#](}
  [[ $file == */* ]] || file=./$file
  [[ -e ${file%/*}/${link%%[)#]*} ]] || violation "$file:$line: no such page: ${link%%[)#]*}"
done < <(find . -maxdepth 1 -name '*.md' -print0 | xargs -0 -r grep -onE '\]\([^)#:]+[)#]' /dev/null || true
  [[ ! -d docs ]] || grep -ronE --include='*.md' '\]\([^)#:]+[)#]' docs || true)
while IFS=: read -r file line page; do
  [[ -e $page ]] || violation "$file:$line: no such page: $page"
done < <(grep -onE 'docs/[a-z0-9_/-]+\.md' "${files[@]}" /dev/null | grep -v '^tests/style/' || true)

((violations == 0)) || exit 1
printf '%s\n' "files ok: ${#files[@]}"
