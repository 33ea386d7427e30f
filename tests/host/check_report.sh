#!/usr/bin/env bash
# The report of all three domains in headless Chromium; see check_page.cjs. Exit
# code 77, with the reason, where Chromium or the two npm packages are not to be
# had.
#   check_report.sh BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
build=$1 source=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
skip() {
  echo "skipped: $*"
  exit 77
}
[[ -x ${CHROMIUM:-/usr/bin/chromium} ]] || skip 'no Chromium (apt-get install chromium)'
command -v node >/dev/null || skip 'no Node.js (apt-get install nodejs npm)'
# Kept between runs.
packages=$build/npm
if [[ ! -d $packages/node_modules/axe-core || ! -d $packages/node_modules/playwright-core ]]; then
  mkdir -p "$packages"
  npm install --prefix "$packages" --no-audit --no-fund --no-save playwright-core@1 axe-core@4 >"$work/npm" 2>&1 ||
    skip "no playwright-core and axe-core: $(tail -n 1 "$work/npm")"
fi
"$build/bin/pastiche" compare --seeds 2 --samples 4 --task-draws 1 --quiet --html "$work/report.html" >/dev/null
screenshots=$build/screenshots
mkdir -p "$screenshots"
NODE_PATH=$packages/node_modules node "$source/tests/host/check_page.cjs" "$work/report.html" "$screenshots"
