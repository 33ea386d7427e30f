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
  WORKING_DIRECTORY ${SOURCE_DIR} RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "not formatted; run ./dev format")
endif()
list(LENGTH files count)
message(STATUS "format ok: ${count} files")
