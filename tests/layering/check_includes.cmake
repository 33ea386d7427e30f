# Fails if a file includes something that its layer may not use. Run by CTest:
#   cmake -D SOURCE_DIR=<repo> -P check_includes.cmake
# The layers are explained in docs/architecture.md.
cmake_minimum_required(VERSION 3.25)

# "folder : what it may include with quotes : which <...> it may not". Both are
# lists of beginnings; "-" is none. Every file must fall under a rule; the
# longest folder wins. <pastiche/...> is the plugin ABI: plugins know nothing
# else of ours, and nobody but plugins, framework/plugin and framework/worker knows it.
set(third_party "boost/ tbb/ hwy/ fmt/ tl/ spdlog/")
set(rules
  "kernels : kernels/ hwy/ : pastiche/ boost/ fmt/ tl/ spdlog/ hwy/ random iostream"
  "framework/include : - : ${third_party} iostream"
  "framework/core : framework/core/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/ngram : framework/(core|ngram)/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/memory : framework/(core|ngram|memory)/ kernels/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/generate : framework/(core|ngram|memory|generate)/ kernels/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/baselines : framework/(core|ngram|memory|generate|baselines)/ kernels/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/evaluate : framework/(core|ngram|memory|generate|baselines|evaluate)/ kernels/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/tune : framework/(core|ngram|memory|evaluate|tune)/ kernels/ : pastiche/ tbb/ hwy/ random iostream"
  "framework/plugin : framework/(core|plugin)/ : tbb/ hwy/ random iostream"
  "framework/worker : framework/(core|plugin|worker)/ : tbb/ hwy/ boost/ random iostream"
  "framework/validate : framework/(core|plugin|worker|validate)/ : tbb/ hwy/ boost/ random iostream"
  "host : host/ framework/ kernels/(dispatch|executor).h : pastiche/ tbb/ hwy/"
  "bench : bench/ host/ framework/ kernels/ hwy/ : pastiche/"
  "tests : tests/ framework/ kernels/ host/ bench/ plugins/ hwy/ [^/]*$ : -")

# A plugin may include its own folder, what its build generates there, and the
# ABI.
file(GLOB plugins RELATIVE ${SOURCE_DIR} ${SOURCE_DIR}/plugins/*)
foreach(plugin IN LISTS plugins)
  list(APPEND rules "${plugin} : ${plugin}/ : ${third_party} random iostream")
endforeach()

set(violations 0)
macro(violation text)
  message(SEND_ERROR "layering: ${text}")
  math(EXPR violations "${violations} + 1")
endmacro()

# Sets <folder>, <quoted> and <angled> (regular expressions) for a file.
function(find_rule file)
  set(folder "")
  foreach(rule IN LISTS rules)
    string(REGEX MATCH "^([^ ]+) : (.*) : (.*)$" _ "${rule}")
    string(FIND "${file}" "${CMAKE_MATCH_1}/" at)
    string(LENGTH "${CMAKE_MATCH_1}" length)
    string(LENGTH "${folder}" best)
    if(at EQUAL 0 AND length GREATER best)
      set(folder "${CMAKE_MATCH_1}")
      string(REPLACE " " "|" quoted "${CMAKE_MATCH_2}")
      string(REPLACE " " "|" angled "${CMAKE_MATCH_3}")
    endif()
  endforeach()
  set(folder "${folder}" PARENT_SCOPE)
  set(quoted "${quoted}" PARENT_SCOPE)
  set(angled "${angled}" PARENT_SCOPE)
endfunction()

set(folders kernels framework plugins host bench tests)
set(globs "")
foreach(folder IN LISTS folders)
  foreach(extension h hpp c cc)
    list(APPEND globs "${SOURCE_DIR}/${folder}/*.${extension}")
  endforeach()
endforeach()
file(GLOB_RECURSE files RELATIVE ${SOURCE_DIR} ${globs})
if(files STREQUAL "")
  violation("no source file below ${SOURCE_DIR}")
endif()

foreach(file IN LISTS files)
  find_rule(${file})
  if(folder STREQUAL "")
    violation("${file}: its folder has no rule; give it one in check_includes.cmake")
    continue()
  endif()
  file(STRINGS ${SOURCE_DIR}/${file} includes REGEX "^[ \t]*#[ \t]*include")
  # SIMD code: foreach_target.h compiles what follows it once per target, and
  # the *-inl.h with it. Other headers belong before it, the executor around it.
  set(per_target FALSE)
  if(file MATCHES "-inl[.]h$")
    set(per_target TRUE)
  endif()
  foreach(line IN LISTS includes)
    string(REGEX REPLACE "^[ \t]*#[ \t]*include[ \t]*" "" include "${line}")
    string(REGEX REPLACE "^(\"[^\"]*\"|<[^>]*>).*" "\\1" include "${include}")
    if(include MATCHES "^\"" AND NOT include MATCHES "^\"(${quoted})")
      violation("${file}: ${include} (may include: ${quoted})")
    elseif(include MATCHES "^<(${angled})")
      violation("${file}: ${include} (may not include: ${angled})")
    elseif(include MATCHES "^<(kernels|framework|host|plugins|bench|tests)/")
      violation("${file}: ${include} is ours and belongs in quotes")
    endif()
    if(include MATCHES "^<tbb/" AND "${includes}" MATCHES "hwy/|-inl[.]h")
      violation("${file}: ${include} in a file of SIMD code")
    endif()
    if(per_target AND include MATCHES "^<" AND NOT include MATCHES "^<std(def|int)[.]h>")
      violation("${file}: ${include} in code that is compiled once per SIMD target")
    endif()
    if(folder STREQUAL "kernels" AND include MATCHES "foreach_target[.]h")
      set(per_target TRUE)
    endif()
  endforeach()
endforeach()

list(LENGTH files count)
if(violations EQUAL 0)
  message(STATUS "layering ok: ${count} files")
endif()
