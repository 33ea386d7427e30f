#!/usr/bin/env bash
# Every command that makes bytes makes the same ones: for any number of threads,
# on AVX2 and AVX-512, run again, from another folder, in another locale.
#   determinism.sh BUILD_FOLDER SOURCE_FOLDER quick|slow
# quick: small jobs, once as they are and once with all of that changed. slow:
# larger ones, changed one by one.
set -euo pipefail
build=$1 source=$2 speed=$3
program=$build/bin/pastiche
examples=$source/docs/examples
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PASTICHE_SIMD PASTICHE_THREADS
export XDG_CONFIG_HOME=$work/none

if [[ $speed == quick ]]; then
  small=(--limit-units 20) length=(--length 10) samples=2 trials=8
else
  small=() length=(--length 60) samples=6 trials=24
fi

# A command a line; OUT stands for a file or folder to write.
jobs() {
  local size="${small[*]} ${length[*]}"
  cat <<JOBS
generate mario --seed 3 $size
generate mario --seed 3 --pipeline diffusion --order confidence $size
generate mario --seed 3 --count 5 $size -o OUT
generate mario --seed 3 --pipeline published-ar $size
generate mario --seed 3 --explain $size
generate drums --seed 3 ${small[*]} --option bars=1 -o OUT.wav
generate drums --seed 3 ${small[*]} --option bars=1 -o OUT.mid
generate terraform --seed 3 --length 12
fill mario $examples/wide-gap.txt --mask-units 10-12 --seed 1 ${small[*]}
fill drums $examples/groove.drums --lane hat --seed 3 ${small[*]} -o OUT.svg
repair mario $examples/wide-gap.txt --seed 1 --diff ${small[*]}
repair terraform $examples/main.tf --seed 1
score mario $examples/wide-gap.txt --json ${small[*]}
score drums $examples/groove.drums --per-token --json ${small[*]}
convert mario $examples/wide-gap.txt OUT.png --option path=true
convert mario $examples/wide-gap.txt OUT.tmx
encode drums $examples/groove.drums --json
compare mario --seeds 2 --samples $samples --csv $size
compare drums --seeds 1 --samples $samples --csv --methods attention-ar,attention-diffusion,mdmc-kn ${small[*]}
tune drums --trials $trials --tokens 300 ${small[*]} -o OUT
memory save mario ${small[*]} -o OUT --quiet
inspect terraform --json
manual generate
JOBS
  [[ $speed == quick ]] || printf '%s\n' 'run mario --seed 3 --json' 'run drums --seed 3 --json'
}

# Runs each job in folder $1 with threads $2, the environment $3...; what it
# printed and wrote stands in folder/results, a line a job.
run_all() {
  local folder=$1 threads=$2 number=0 line out
  shift 2
  mkdir -p "$folder/place"
  cd "$folder/place"
  while IFS= read -r line; do
    number=$((number + 1))
    out=out-$number
    read -ra words <<<"${line//OUT/$out}"
    code=0
    env "$@" "$program" "${words[@]}" --threads "$threads" >stdout 2>stderr </dev/null || code=$?
    if ((code != 0 && code != 3)) || [[ ${words[0]} != manual && ! -s stdout && ! -e $(compgen -G "$out*" | head -n 1) ]]; then
      printf 'failed with %d: pastiche %s\n' "$code" "${words[*]}"
      cat stderr
      exit 1
    fi
    # What depends on the machine stands under one key; times of a memory in its line.
    [[ ${words[0]} != memory ]] || : >stdout
    printf '%s  %s\n' "$( (sed -E 's/"volatile":\{[^}]*\}//g' stdout
      find . -name "$out*" -type f -exec sha256sum {} + | LC_ALL=C sort) | sha256sum | cut -c1-64)" "$line" >>"$folder/results"
    rm -rf "./$out"*
  done < <(jobs)
  cd "$work"
}

# A locale with a comma in numbers, where it can be made.
locale=C.UTF-8
if localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" 2>/dev/null; then
  locale=de_DE.UTF-8
  export LOCPATH=$work
else
  echo 'note: no other locale than C.UTF-8 can be made here (package locales)'
fi

# The targets that are promised to agree.
simd=()
if "$program" doctor --json | grep -q 'usable: [^)]*AVX2'; then
  simd=(PASTICHE_SIMD=AVX2)
else
  echo 'note: there is no AVX2 here'
fi

run_all "$work/reference" 1
compare_with() {
  local name=$1
  shift
  run_all "$work/$name" "$@"
  if ! diff "$work/reference/results" "$work/$name/results" >"$work/differences"; then
    printf 'other bytes (%s):\n' "$name"
    sed -n 's/^> [0-9a-f]*//p' "$work/differences"
    exit 1
  fi
  printf 'same bytes: %s\n' "$name"
}

if [[ $speed == quick ]]; then
  compare_with elsewhere 3 "${simd[@]}" "LC_ALL=$locale"
else
  compare_with again 1
  compare_with two-threads 2
  compare_with four-threads 4
  ((${#simd[@]} == 0)) || compare_with avx2 2 "${simd[@]}"
  compare_with locale 1 "LC_ALL=$locale"
fi
printf '%d commands make the same bytes\n' "$(wc -l <"$work/reference/results")"
