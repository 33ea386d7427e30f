# Run by the installation: manual pages and shell completions, made by the
# program that was built (PASTICHE_PROGRAM), so that they say what it does.
set(share "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}/share")
execute_process(COMMAND ${PASTICHE_PROGRAM} manual --no-settings --output ${share}/man/man1
  COMMAND_ERROR_IS_FATAL ANY)
find_program(PASTICHE_GZIP gzip)
if(PASTICHE_GZIP)
  file(GLOB pages ${share}/man/man1/pastiche*.1)
  execute_process(COMMAND ${PASTICHE_GZIP} -9nf ${pages} COMMAND_ERROR_IS_FATAL ANY)
endif()
foreach(place bash:bash-completion/completions/pastiche zsh:zsh/vendor-completions/_pastiche
        fish:fish/vendor_completions.d/pastiche.fish)
  string(REGEX MATCH "^([a-z]+):(.*)/([^/]+)$" matched ${place})
  file(MAKE_DIRECTORY ${share}/${CMAKE_MATCH_2})
  execute_process(COMMAND ${PASTICHE_PROGRAM} completion ${CMAKE_MATCH_1} --no-settings
    OUTPUT_FILE ${share}/${CMAKE_MATCH_2}/${CMAKE_MATCH_3} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
