#!/usr/bin/env bash
# A plugin project outside the tree gets what it needs in one of four ways, builds,
# and is validated by the program that came with it.
#   consume.sh find_package|pkg_config|fetch_content|deb BUILD_FOLDER SOURCE_FOLDER
set -euo pipefail
way=$1 build=$2 source=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

installed() {
  cmake --install "$build" --prefix "$work/prefix" >install.log
}

# The project that `pastiche new-plugin` writes, by CMake, from the files in $1.
with_find_package() {
  "$1/bin/pastiche" new-plugin maze >/dev/null
  rm -r maze/include # Those of the installation are to be found.
  cmake -S maze -B built -G Ninja -D CMAKE_PREFIX_PATH="$1" -D CMAKE_BUILD_TYPE=Release >cmake.log
  cmake --build built >>cmake.log
  ctest --test-dir built --output-on-failure
}

case $way in
  find_package)
    installed
    with_find_package "$work/prefix"
    ;;
  pkg_config)
    installed
    PKG_CONFIG_PATH=$(dirname "$(find prefix -name pastiche.pc)")
    export PKG_CONFIG_PATH
    pkg-config --exists 'pastiche >= 1.0 pastiche < 2'
    read -ra flags <<<"$(pkg-config --cflags pastiche)"
    "${CC:-cc}" -std=c99 -shared -fPIC -fvisibility=hidden "${flags[@]}" "$source/tests/sdk/dice.c" -o dice.so
    "$(pkg-config --variable=program pastiche)" validate dice.so --only-failed
    # Where plugins for all users go.
    test -f "$(pkg-config --variable=plugindir pastiche)/mario.so"
    ;;
  fetch_content)
    cp "$source/tests/sdk/fetch/CMakeLists.txt" "$source/tests/sdk/dice.c" .
    cmake -S . -B built -G Ninja -D PASTICHE_SOURCE="$source" >cmake.log
    cmake --build built >>cmake.log
    "$build/bin/pastiche" validate built/dice.so --only-failed
    ;;
  deb)
    cpack --config "$build/CPackConfig.cmake" -G DEB -B "$work/packages" >cpack.log
    for package in packages/*.deb; do
      dpkg-deb --info "$package" | tee -a info.txt
      dpkg-deb --extract "$package" root
    done
    grep -q '^ Package: pastiche$' info.txt
    grep -q '^ Package: pastiche-dev$' info.txt
    grep -q '^ Depends:.*libtbb12' info.txt # Found by dpkg-shlibdeps.
    root/usr/bin/pastiche list | tee list.txt
    grep -q '^mario' list.txt
    with_find_package "$work/root/usr"
    ;;
  *)
    echo "no way $way"
    exit 1
    ;;
esac
echo "$way: built and validated"
