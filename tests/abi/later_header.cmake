# Writes OUTPUT/pastiche/plugin.h: HEADER as a later minor version might be, every
# struct that may grow two fields longer. With it the tests build later plugins for
# this host, and a later host for the plugins of today.
function(pastiche_later_header header output)
  set(script [=[
s/^(#define PST_ABI_MINOR) [0-9]+u/\1 9u/
/^ *uint64_t struct_size;/h
/^\} pst_[a-z_]+;/{
  x
  s/.*struct_size.*/    uint64_t later_number;\n    const void *later_pointer;/
  /later/p
  s/.*//
  x
}
]=])
  file(MAKE_DIRECTORY ${output}/pastiche)
  file(WRITE ${output}/later.sed "${script}")
  execute_process(COMMAND sed -E -f ${output}/later.sed ${header}
    OUTPUT_FILE ${output}/plugin.h COMMAND_ERROR_IS_FATAL ANY)
  file(COPY_FILE ${output}/plugin.h ${output}/pastiche/plugin.h ONLY_IF_DIFFERENT)
endfunction()
