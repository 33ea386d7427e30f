#!/usr/bin/env bash
# The Debian package has manual pages and completions, and lintian finds no
# error in it. Exit code 77, with the reason, where a tool is missing.
#   check_package.sh BUILD_FOLDER
set -euo pipefail
build=$1
for tool in lintian dpkg-deb cpack; do
  command -v "$tool" >/dev/null || {
    echo "skipped: there is no $tool here"
    exit 77
  }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$build" && cpack -G DEB -B "$work") >"$work/log" 2>&1 || {
  tail -n 20 "$work/log"
  exit 1
}
shopt -s nullglob
packages=("$work"/*.deb)
((${#packages[@]} > 0))
for package in "${packages[@]}"; do
  printf '%s\n' "${package##*/}"
  dpkg-deb -c "$package" | awk '{print $6}' >>"$work/files"
done
for file in man/man1/pastiche.1.gz man/man1/pastiche-run.1.gz bash-completion/completions/pastiche \
  zsh/vendor-completions/_pastiche fish/vendor_completions.d/pastiche.fish; do
  grep -qx "./usr/share/$file" "$work/files" || {
    echo "not in the packages: $file"
    exit 1
  }
done
lintian --fail-on error --allow-root "${packages[@]}"
