# Fails if clang-format would change a file. `./dev format` rewrites them.
#   cmake -D SOURCE_DIR=<repo> -P check_format.cmake
# Version 14 exactly: others break lines differently.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/our_files.cmake)

find_program(CLANG_FORMAT NAMES clang-format-14)
if(NOT CLANG_FORMAT)
  message(STATUS "SKIPPED: clang-format-14 is not installed (./dev setup test)")
  return()
endif()
our_files(files h hpp c cc)
if(files STREQUAL "")
  message(FATAL_ERROR "no source file below ${SOURCE_DIR}")
endif()
execute_process(COMMAND ${CLANG_FORMAT} --dry-run -Werror ${files}
  WORKING_DIRECTORY ${SOURCE_DIR} RESULT_VARIABLE result ERROR_VARIABLE said)
if(NOT result EQUAL 0)
  string(REGEX MATCHALL "[^\n]+:[0-9]+:[0-9]+: error" places "${said}")
  list(TRANSFORM places REPLACE ":[0-9]+: error$" "")
  list(REMOVE_DUPLICATES places)
  list(SUBLIST places 0 20 places)
  list(JOIN places "\n  " places)
  message(FATAL_ERROR "not formatted; run ./dev format. The first places:\n  ${places}")
endif()
list(LENGTH files count)
message(STATUS "format ok: ${count} files")
