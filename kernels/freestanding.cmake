# The kernels for microcontrollers (PASTICHE_KERNELS_FREESTANDING): what needs
# no exceptions, RTTI, threads or heap, on the scalar target. Memory is the
# caller's: spans, and the arena that KvCache::Init takes. Left out: sparse
# plans, routing and match attention, which keep vectors or serve large corpora;
# sparse attention is there token by token (decode_sparse.h).
set(freestanding_sources
  attend_tile attention attention_check block_summary cache_accumulator cache_chunk cache_store
  decode decode_cache decode_chunk decode_rows decode_sparse executor_serial exp2
  fast_grnn fast_grnn_weights keep_mask key_blocks kv_cache kv_cache_eviction
  matrix merge row_length sparse_pattern status storage_type token_index)
list(TRANSFORM freestanding_sources PREPEND ${CMAKE_CURRENT_LIST_DIR}/)
list(TRANSFORM freestanding_sources APPEND .cc)
add_library(pastiche_kernels STATIC ${freestanding_sources})
add_library(pastiche::kernels ALIAS pastiche_kernels)

# Highway's headers suffice for one target. Not its folder's parent: that holds
# the build machine's own headers.
find_path(HWY_HEADERS hwy/highway.h REQUIRED HINTS /usr/include NO_CMAKE_FIND_ROOT_PATH)
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/include)
file(CREATE_LINK ${HWY_HEADERS}/hwy ${CMAKE_CURRENT_BINARY_DIR}/include/hwy SYMBOLIC)
target_include_directories(pastiche_kernels PUBLIC ${PROJECT_SOURCE_DIR})
target_include_directories(pastiche_kernels SYSTEM PUBLIC ${CMAKE_CURRENT_BINARY_DIR}/include)
target_compile_definitions(pastiche_kernels
  PUBLIC HWY_COMPILE_ONLY_SCALAR PASTICHE_KERNELS_FREESTANDING)
target_compile_options(pastiche_kernels
  PUBLIC -fno-exceptions -fno-rtti -fno-threadsafe-statics
  PRIVATE -ffunction-sections -fdata-sections)
target_compile_features(pastiche_kernels PUBLIC cxx_std_20)
target_link_libraries(pastiche_kernels PRIVATE pastiche_options)
