target_sources(pastiche_framework
  PRIVATE
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/controls.cc
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/model_source.cc
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/stitch.cc
  PUBLIC FILE_SET HEADERS FILES
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/controls.h
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/model_source.h
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/sample_source.h
    ${CMAKE_CURRENT_SOURCE_DIR}/baselines/stitch.h)
