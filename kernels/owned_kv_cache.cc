#include "kernels/owned_kv_cache.h"

#include <cstdint>
#include <new>
#include <utility>

namespace pastiche::kernels {

Status OwnedKvCache::Allocate(const KvCacheOptions& options) {
  Status status = CheckCacheOptions(options);
  if (!status.ok()) return status;
  const std::size_t bytes = KvCacheBytes(options);
  // The parentheses zero the memory, which touches it.
  std::unique_ptr<std::byte[]> memory(
      bytes > PTRDIFF_MAX ? nullptr : new (std::nothrow) std::byte[bytes]());
  if (memory == nullptr) {
    return Status::Error("no memory for a cache of ", bytes, " bytes");
  }
  KvCache cache;
  status = cache.Init(options, {memory.get(), bytes});
  if (!status.ok()) return status;
  cache_ = std::move(cache);
  memory_ = std::move(memory);
  return status;
}

}  // namespace pastiche::kernels
