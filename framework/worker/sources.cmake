# The worker folder's part of pastiche_framework.
set(worker ${CMAKE_CURRENT_SOURCE_DIR}/worker)
target_sources(pastiche_framework
  PRIVATE
    ${worker}/call_filter.cc ${worker}/confine.cc ${worker}/confine_calls.cc ${worker}/frame.cc ${worker}/plugin_server.cc ${worker}/probe.cc ${worker}/probe_cache.cc ${worker}/quarantine.cc
    ${worker}/plugin_server_context.cc ${worker}/plugin_server_text.cc ${worker}/remote_context.cc
    ${worker}/remote_instance.cc ${worker}/remote_plugin.cc ${worker}/remote_text.cc ${worker}/serve.cc
    ${worker}/sink_events.cc ${worker}/worker_process.cc
  PUBLIC FILE_SET HEADERS FILES
    ${worker}/byte_stream.h ${worker}/call_filter.h ${worker}/confine.h ${worker}/frame.h ${worker}/plugin_call.h ${worker}/probe.h ${worker}/probe_cache.h ${worker}/quarantine.h
    ${worker}/plugin_server.h ${worker}/plugin_server_answers.h ${worker}/remote_instance.h ${worker}/remote_plugin.h ${worker}/remote_questions.h ${worker}/serve.h
    ${worker}/sink_events.h ${worker}/worker_process.h)
