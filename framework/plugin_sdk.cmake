# What plugins are built with, here and in projects that fetch this one
# (PASTICHE_SDK_ONLY). The ABI headers alone: plugins link this and nothing else of
# ours, so they cannot include framework or kernel headers even by accident.
add_library(pastiche_plugin_abi INTERFACE)
add_library(pastiche::plugin_abi ALIAS pastiche_plugin_abi)
set_target_properties(pastiche_plugin_abi PROPERTIES EXPORT_NAME plugin_abi)
target_sources(pastiche_plugin_abi INTERFACE FILE_SET HEADERS
  BASE_DIRS ${CMAKE_CURRENT_LIST_DIR}/include
  FILES ${CMAKE_CURRENT_LIST_DIR}/include/pastiche/plugin.h ${CMAKE_CURRENT_LIST_DIR}/include/pastiche/plugin.hpp)
include(${CMAKE_CURRENT_LIST_DIR}/pastiche_plugin.cmake)
