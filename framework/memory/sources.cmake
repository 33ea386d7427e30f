set(folder ${CMAKE_CURRENT_LIST_DIR})
target_sources(pastiche_framework
  PRIVATE
    ${folder}/attention_fill.cc ${folder}/attention_model.cc ${folder}/attention_suite.cc ${folder}/base_distribution.cc ${folder}/chain.cc
    ${folder}/copy_guard.cc ${folder}/feature_buckets.cc ${folder}/head_costs.cc ${folder}/head_index.cc
    ${folder}/head_settings.cc ${folder}/memory.cc ${folder}/own_keys.cc
    ${folder}/slot_codes.cc ${folder}/write_head_settings.cc
  PUBLIC FILE_SET HEADERS FILES
    ${folder}/attention_model.h ${folder}/attention_suite.h ${folder}/base_distribution.h ${folder}/chain.h
    ${folder}/copy_guard.h ${folder}/feature_buckets.h ${folder}/head_costs.h ${folder}/head_index.h
    ${folder}/head_settings.h ${folder}/memory.h ${folder}/own_keys.h
    ${folder}/sight.h ${folder}/slot_codes.h ${folder}/write_head_settings.h)
