# Fails unless the shared library PLUGIN exports pst_entry_v1 and nothing else.
execute_process(COMMAND ${NM} -D --defined-only --format=posix ${PLUGIN}
  OUTPUT_VARIABLE output RESULT_VARIABLE status OUTPUT_STRIP_TRAILING_WHITESPACE)
string(REGEX REPLACE " [^\n]*" "" symbols "${output}")
if(NOT status EQUAL 0 OR NOT symbols STREQUAL "pst_entry_v1")
  message(FATAL_ERROR "${PLUGIN} exports:\n${symbols}\nexpected pst_entry_v1 alone; "
                      "build it with pastiche_add_plugin()")
endif()
