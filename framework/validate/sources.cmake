# The validate folder's part of pastiche_framework.
set(validate ${CMAKE_CURRENT_SOURCE_DIR}/validate)
target_sources(pastiche_framework
  PRIVATE
    ${validate}/checks.cc ${validate}/codec_checks.cc ${validate}/context_checks.cc ${validate}/corpus_checks.cc
    ${validate}/format_checks.cc ${validate}/judgement_checks.cc ${validate}/load_checks.cc
    ${validate}/process_checks.cc ${validate}/run_check.cc ${validate}/subject.cc ${validate}/validator.cc
  PUBLIC FILE_SET HEADERS FILES
    ${validate}/check.h ${validate}/run_check.h ${validate}/subject.h ${validate}/validator.h)
