# our_files(<result> <extension>...): every file of ours with these extensions,
# relative to SOURCE_DIR; build trees are not among them.
function(our_files result)
  set(globs "")
  foreach(folder kernels framework plugins host bench tests)
    foreach(extension IN LISTS ARGN)
      list(APPEND globs "${SOURCE_DIR}/${folder}/*.${extension}")
    endforeach()
  endforeach()
  file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR} ${globs})
  set(${result} ${files} PARENT_SCOPE)
endfunction()
