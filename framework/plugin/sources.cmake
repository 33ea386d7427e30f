# The plugin folder's part of pastiche_framework.
set(plugin ${CMAKE_CURRENT_SOURCE_DIR}/plugin)
target_sources(pastiche_framework
  PRIVATE
    ${plugin}/array_check.cc
    ${plugin}/abi_domain.cc ${plugin}/abi_domain_context.cc ${plugin}/abi_domain_judgement.cc
    ${plugin}/abi_domain_text.cc ${plugin}/call_gate.cc ${plugin}/call_mark.cc ${plugin}/cursor_pool.cc ${plugin}/edit_distance.cc
    ${plugin}/elf_prescreen.cc ${plugin}/environment_guard.cc ${plugin}/extension_tables.cc
    ${plugin}/library.cc ${plugin}/negotiation.cc ${plugin}/read_description.cc
    ${plugin}/read_geometry.cc ${plugin}/read_options.cc ${plugin}/registry.cc
    ${plugin}/search_path.cc ${plugin}/sink_documents.cc ${plugin}/sinks.cc
    ${plugin}/slot_check.cc ${plugin}/text_check.cc
  PUBLIC FILE_SET HEADERS FILES
    ${plugin}/abi_domain.h ${plugin}/array_check.h ${plugin}/call_gate.h ${plugin}/call_mark.h ${plugin}/cursor_pool.h ${plugin}/edit_distance.h
    ${plugin}/elf_prescreen.h ${plugin}/environment_guard.h ${plugin}/extension_tables.h ${plugin}/first_sizes.h
    ${plugin}/library.h ${plugin}/negotiation.h ${plugin}/plugin_facts.h ${plugin}/raw_view.h
    ${plugin}/read_description.h ${plugin}/read_options.h ${plugin}/registry.h
    ${plugin}/search_path.h ${plugin}/sink_use.h ${plugin}/sinks.h ${plugin}/slot_check.h ${plugin}/text_check.h)
