# What is installed and packed, in two components: runtime (the program with its
# plugins) and dev (what a plugin author needs). `cpack -G DEB` makes a package of each.
include(CMakePackageConfigHelpers)

install(TARGETS pastiche pastiche_worker
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT runtime)
foreach(domain mario drums terraform)
  install(TARGETS pastiche_${domain}_plugin
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/pastiche/plugins COMPONENT runtime)
endforeach()

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/pastiche)
install(TARGETS pastiche_plugin_abi EXPORT pastiche-targets
  FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT dev)
install(EXPORT pastiche-targets NAMESPACE pastiche:: DESTINATION ${package_dir} COMPONENT dev)
configure_package_config_file(framework/pastiche-config.cmake.in ${PROJECT_BINARY_DIR}/pastiche-config.cmake
  INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_BINDIR
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
# By the plugin ABI: a plugin project asks for the minor that its header has to have.
set(abi_header ${PROJECT_SOURCE_DIR}/framework/include/pastiche/plugin.h)
file(STRINGS ${abi_header} abi_lines REGEX "^#define PST_ABI_M[AI][A-Z]+ [0-9]+u$")
string(REGEX REPLACE "[^0-9;]" "" abi_numbers "${abi_lines}")
list(JOIN abi_numbers "." PASTICHE_ABI_VERSION)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${abi_header})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/pastiche-config-version.cmake
  VERSION ${PASTICHE_ABI_VERSION} COMPATIBILITY SameMajorVersion)
file(RELATIVE_PATH PASTICHE_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
configure_file(framework/pastiche.pc.in ${PROJECT_BINARY_DIR}/pastiche.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/pastiche-config.cmake ${PROJECT_BINARY_DIR}/pastiche-config-version.cmake
  framework/pastiche_plugin.cmake framework/pastiche_plugin.map framework/pastiche_embed.cmake
  DESTINATION ${package_dir} COMPONENT dev)
# What Debian's policy asks of each package beside its files.
foreach(package runtime:pastiche dev:pastiche-dev)
  string(REGEX MATCH "^([a-z]+):(.*)$" matched ${package})
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CMAKE_MATCH_2} RENAME copyright
    COMPONENT ${CMAKE_MATCH_1})
  install(FILES CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${CMAKE_MATCH_2} RENAME changelog
    COMPONENT ${CMAKE_MATCH_1})
  install(CODE "set(changelog \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/doc/${CMAKE_MATCH_2}/changelog\")
    execute_process(COMMAND gzip -9nf \"\${changelog}\" COMMAND_ERROR_IS_FATAL ANY)" COMPONENT ${CMAKE_MATCH_1})
endforeach()
install(FILES ${PROJECT_BINARY_DIR}/pastiche.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)

set(CPACK_PACKAGE_VENDOR "The Pastiche authors")
set(CPACK_PACKAGE_CONTACT "The Pastiche authors <authors@pastiche.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL runtime dev)
set(CPACK_COMPONENTS_GROUPING IGNORE)  # A package for each.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME pastiche)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_COMPONENT_RUNTIME_DESCRIPTION
  "generates, completes and repairs sequences from examples\nThe program pastiche with its domains mario, drums and terraform.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME pastiche-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "pastiche (= ${PROJECT_VERSION})")
set(CPACK_COMPONENT_DEV_DESCRIPTION
  "headers and build files for plugins of pastiche\nThe plugin ABI, a CMake package and a pkg-config file.")
include(CPack)
