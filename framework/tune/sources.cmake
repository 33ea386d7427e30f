set(folder ${CMAKE_CURRENT_LIST_DIR})
target_sources(pastiche_framework
  PRIVATE
    ${folder}/candidate.cc ${folder}/head_moves.cc ${folder}/head_probe.cc ${folder}/left_out_cases.cc ${folder}/tuner.cc
  PUBLIC FILE_SET HEADERS FILES
    ${folder}/candidate.h ${folder}/head_moves.h ${folder}/head_probe.h ${folder}/left_out_cases.h ${folder}/tuner.h)
