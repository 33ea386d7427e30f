// A KV cache that owns its memory, for callers with a heap.

#ifndef PASTICHE_KERNELS_OWNED_KV_CACHE_H_
#define PASTICHE_KERNELS_OWNED_KV_CACHE_H_

#include <cstddef>
#include <memory>

#include "kernels/kv_cache.h"
#include "kernels/kv_cache_options.h"
#include "kernels/status.h"

namespace pastiche::kernels {

class OwnedKvCache {
 public:
  // Allocates an empty cache and touches its pages, so that no later call waits
  // for the system. What was held before is freed. Errors, with nothing
  // changed: those of CheckCacheOptions; memory that cannot be had.
  Status Allocate(const KvCacheOptions& options);

  [[nodiscard]] KvCache& operator*() { return cache_; }
  [[nodiscard]] const KvCache& operator*() const { return cache_; }
  [[nodiscard]] KvCache* operator->() { return &cache_; }
  [[nodiscard]] const KvCache* operator->() const { return &cache_; }

 private:
  std::unique_ptr<std::byte[]> memory_;
  KvCache cache_;
};

}  // namespace pastiche::kernels

#endif  // PASTICHE_KERNELS_OWNED_KV_CACHE_H_
