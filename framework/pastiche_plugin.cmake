# What a plugin's CMakeLists needs: pastiche_add_plugin() and, for corpora,
# pastiche_embed_files(). Installed with the SDK.

# pastiche_add_plugin(<domain> SOURCES <file>... [LINK <target>...])
#
# Builds <domain>.so with one exported symbol, pst_entry_v1 (hidden visibility
# alone leaves weak C++ symbols visible, hence the version script), all symbols
# resolved at the link, full RELRO. It goes to PASTICHE_PLUGIN_DIR where set.
function(pastiche_add_plugin domain)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
  set(target pastiche_${domain}_plugin)
  add_library(${target} MODULE ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE pastiche::plugin_abi ${arg_LINK})
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/pastiche_plugin.map)
  target_link_options(${target} PRIVATE
    -Wl,--version-script=${map} -Wl,--no-undefined -Wl,-z,relro,-z,now)
  set_target_properties(${target} PROPERTIES
    PREFIX "" OUTPUT_NAME ${domain} LINK_DEPENDS ${map}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  if(PASTICHE_PLUGIN_DIR)
    set_target_properties(${target} PROPERTIES LIBRARY_OUTPUT_DIRECTORY ${PASTICHE_PLUGIN_DIR})
  endif()
endfunction()

# pastiche_embed_files(<target> <header> <namespace> FILES <file>...)
#
# Adds to <target> a generated source that defines, and a generated header
# <header> (below the build's include root) that declares,
#   namespace <namespace> {
#   struct EmbeddedFile { const char* path; const char* data; std::size_t size; };
#   extern const EmbeddedFile kEmbeddedFiles[];  // in the order given
#   extern const std::size_t kEmbeddedFileCount;
#   }
# path is relative to the calling CMakeLists. Needs no tool but CMake.
function(pastiche_embed_files target header namespace)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "FILES")
  set(root ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(source ${root}/${header}.cc)
  list(TRANSFORM arg_FILES PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE inputs)
  string(REPLACE ";" "|" joined "${arg_FILES}")
  add_custom_command(OUTPUT ${source} ${root}/${header}
    COMMAND ${CMAKE_COMMAND} -D BASE=${CMAKE_CURRENT_SOURCE_DIR} "-DFILES=${joined}" -D NAMESPACE=${namespace}
            -D HEADER=${root}/${header} -D SOURCE=${source} -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/pastiche_embed.cmake
    DEPENDS ${inputs} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/pastiche_embed.cmake VERBATIM)
  target_sources(${target} PRIVATE ${source} ${root}/${header})
  target_include_directories(${target} PRIVATE ${root})
endfunction()
