set(folder ${CMAKE_CURRENT_LIST_DIR})
target_sources(pastiche_framework
  PRIVATE
    ${folder}/autoregressive.cc
    ${folder}/complete_document.cc
    ${folder}/copy_limit.cc
    ${folder}/diffusion.cc
    ${folder}/edit_repair.cc
    ${folder}/explain.cc
    ${folder}/payload_retrieval.cc
    ${folder}/published.cc
    ${folder}/published_layout.cc
    ${folder}/repair.cc
    ${folder}/sampling.cc
    ${folder}/unit_index.cc
  PUBLIC FILE_SET HEADERS FILES
    ${folder}/autoregressive.h
    ${folder}/complete_document.h
    ${folder}/copy_limit.h
    ${folder}/diffusion.h
    ${folder}/edit_repair.h
    ${folder}/explain.h
    ${folder}/payload_retrieval.h
    ${folder}/published.h
    ${folder}/published_layout.h
    ${folder}/repair.h
    ${folder}/sampling.h
    ${folder}/unit_index.h)
