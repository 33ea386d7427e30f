#include "kernels/decode_cache.h"

#include <algorithm>
#include <cmath>

#include "kernels/decode_partial.h"
#include "kernels/decode_rows.h"
#include "kernels/executor.h"
#include "kernels/plan.h"

namespace pastiche::kernels {
namespace {

// Chunks whose results are held at once, on the stack, before merging.
constexpr std::size_t kWave = 16;

// About 50 us of work: below it, waking threads costs more.
constexpr double kSerialProducts = 1e6;

// One chunk for one group of rows. An empty cache has one empty chunk.
struct Step {
  std::size_t request = 0;
  GroupRows rows;
  CacheTask task;
  bool last_of_group = false;
};

// The step at `at`, which moves on to the next one; false if there is none.
bool NextStep(std::span<const CacheQueries> batch,
              const CacheDecodeOptions& options, DecodeCursor& at, Step& step) {
  for (; at.request < batch.size(); ++at.request, at.head = 0) {
    const CacheQueries& queries = batch[at.request];
    const std::size_t kv_heads = queries.cache->options().kv_heads;
    const QueryLayout layout(queries.queries.rows, options.query_heads,
                             kv_heads);
    for (; at.head < kv_heads; ++at.head, at.group = 0) {
      if (at.group >= layout.group_count()) continue;
      const std::size_t size = queries.cache->size();
      step.request = at.request;
      step.rows = layout.Group(at.head, at.group);
      step.task = GroupTask(queries.queries, step.rows, options.scale);
      step.task.view = queries.cache->head(at.head);
      step.task.begin = at.chunk * kDecodeChunk;
      step.task.end = std::min(size, step.task.begin + kDecodeChunk);
      step.last_of_group = step.task.end == size;
      at.chunk = step.last_of_group ? 0 : at.chunk + 1;
      if (step.last_of_group) ++at.group;
      return true;
    }
  }
  return false;
}

// Multiply-adds of the whole batch, an estimate.
double Products(std::span<const CacheQueries> batch) {
  double sum = 0.0;
  for (const CacheQueries& queries : batch) {
    const KvCacheOptions& cache = queries.cache->options();
    // Reading and converting costs as much as two queries' arithmetic.
    sum += static_cast<double>(queries.cache->size()) *
           static_cast<double>(cache.key_dim + cache.value_dim) *
           (static_cast<double>(queries.queries.rows) +
            2.0 * static_cast<double>(cache.kv_heads)) /
           3.0;
  }
  return sum;
}

// Runs up to `most` steps and merges their results; false when all are done.
bool RunWave(std::span<const CacheQueries> batch,
             const CacheDecodeOptions& options, std::size_t most, bool serial,
             DecodeProgress& progress) {
  std::array<Step, kWave> steps;
  std::array<DecodePartial, kWave * kQueryGroup> partials;
  std::size_t count = 0;
  while (count < most &&
         NextStep(batch, options, progress.next, steps[count])) {
    ++count;
  }
  const CacheKernel kernel = ActiveCacheKernel();
  ParallelFor(count, serial ? count : 1,
              [&](std::size_t first, std::size_t last) {
                for (std::size_t i = first; i < last; ++i) {
                  if (steps[i].task.begin == steps[i].task.end) continue;
                  kernel.attend(steps[i].task, &partials[i * kQueryGroup]);
                }
              });
  for (std::size_t i = 0; i < count; ++i) {
    const Step& step = steps[i];
    const CacheQueries& queries = batch[step.request];
    for (std::size_t g = 0; g < step.rows.count; ++g) {
      DecodePartial& total = progress.totals[g];
      if (step.task.begin == 0) ClearPartial(queries.out.cols, total);
      if (step.task.begin < step.task.end) {
        AddPartial(partials[i * kQueryGroup + g], queries.out.cols, total);
      }
      if (!step.last_of_group) continue;
      const std::size_t row = step.rows.row[g];
      FinishRow(total, {queries.out.row(row), queries.out.cols},
                &queries.lse[row]);
    }
  }
  progress.chunks_done += count;
  return count != 0;
}

std::chrono::nanoseconds Now(const Deadline& deadline) {
  if (deadline.now != nullptr) return deadline.now(deadline.context);
#ifdef PASTICHE_KERNELS_FREESTANDING
  return {};  // No clock of its own.
#else
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
#endif
}

Status CheckBatch(std::span<const CacheQueries> batch,
                  const CacheDecodeOptions& options) {
  Status status;
  for (const CacheQueries& queries : batch) {
    status = CheckCacheQueries(queries, options);
    if (!status.ok()) break;
  }
  return status;
}

}  // namespace

Status CheckQueryRows(const KvCache& cache, const ConstMatrix& queries,
                      std::size_t lse_size, const CacheDecodeOptions& options) {
  const Status status = CheckMatrix("queries", queries, kMaxHeadDim);
  if (!status.ok()) return status;
  const KvCacheOptions& shape = cache.options();
  if (queries.cols != shape.key_dim) {
    return Status::Error("queries have ", queries.cols,
                         " columns but the cache's keys have ", shape.key_dim);
  }
  if (lse_size != queries.rows) {
    return Status::Error("lse has ", lse_size, " entries but queries have ",
                         queries.rows, " rows");
  }
  const std::size_t heads =
      options.query_heads == 0 ? queries.rows : options.query_heads;
  if (heads % shape.kv_heads != 0 ||
      (heads != 0 && queries.rows % heads != 0)) {
    return Status::Error("query_heads is ", heads, " for ", queries.rows,
                         " rows and ", shape.kv_heads,
                         " KV heads; both ratios must be whole");
  }
  if (!std::isfinite(options.scale)) {
    return Status::Error("scale is not finite");
  }
  return status;
}

Status CheckCacheQueries(const CacheQueries& queries,
                         const CacheDecodeOptions& options) {
  Status status = CheckQueryRows(*queries.cache, queries.queries,
                                 queries.lse.size(), options);
  if (status.ok()) status = CheckMatrix("out", queries.out, kMaxHeadDim);
  if (!status.ok()) return status;
  const std::size_t value_dim = queries.cache->options().value_dim;
  if (queries.out.cols != value_dim ||
      queries.out.rows != queries.queries.rows) {
    return Status::Error("out is ", queries.out.rows, " by ", queries.out.cols,
                         " but needs to be ", queries.queries.rows, " by ",
                         value_dim);
  }
  return status;
}

Status DecodeCache(const CacheQueries& queries,
                   const CacheDecodeOptions& options) {
  return DecodeBatch({&queries, 1}, options);
}

Status DecodeBatch(std::span<const CacheQueries> batch,
                   const CacheDecodeOptions& options) {
  const Status status = CheckBatch(batch, options);
  if (!status.ok()) return status;
  const bool serial = Products(batch) < kSerialProducts;
  DecodeProgress progress;
  while (RunWave(batch, options, kWave, serial, progress)) {
  }
  return status;
}

TimedStatus DecodeUntil(std::span<const CacheQueries> batch,
                        const CacheDecodeOptions& options,
                        const Deadline& deadline, DecodeProgress& progress) {
  const std::chrono::nanoseconds start = Now(deadline);
  TimedStatus result{.status = CheckBatch(batch, options), .exceeded = {}};
  if (!result.status.ok()) return result;
  const bool serial = Products(batch) < kSerialProducts;
  const std::size_t most =
      serial ? 1 : std::min(kWave, static_cast<std::size_t>(thread_count()));
  while (RunWave(batch, options, most, serial, progress)) {
    const std::chrono::nanoseconds elapsed = Now(deadline) - start;
    DecodeCursor ahead = progress.next;
    Step step;
    if (elapsed < deadline.budget || !NextStep(batch, options, ahead, step)) {
      continue;
    }
    result.exceeded = DeadlineExceeded{.elapsed = elapsed,
                                       .checkpoint = progress.chunks_done};
    break;
  }
  return result;
}

Status AddAttentionMass(const ConstMatrix& queries, std::span<const float> lse,
                        const CacheDecodeOptions& options, KvCache& cache) {
  Status status = CheckQueryRows(cache, queries, lse.size(), options);
  if (!status.ok()) return status;
  const CacheKernel kernel = ActiveCacheKernel();
  const std::size_t kv_heads = cache.options().kv_heads;
  const QueryLayout layout(queries.rows, options.query_heads, kv_heads);
  std::array<float, kDecodeChunk> mass;
  for (std::size_t begin = 0; begin < cache.size() && status.ok();
       begin += kDecodeChunk) {
    const std::size_t end = std::min(cache.size(), begin + kDecodeChunk);
    mass.fill(0.0f);
    for (std::size_t head = 0; head < kv_heads; ++head) {
      for (std::size_t g = 0; g < layout.group_count(); ++g) {
        const GroupRows rows = layout.Group(head, g);
        CacheTask task = GroupTask(queries, rows, options.scale);
        task.view = cache.head(head);
        task.begin = begin;
        task.end = end;
        std::array<float, kQueryGroup> row_lse{};
        for (std::size_t i = 0; i < rows.count; ++i) {
          row_lse[i] = lse[rows.row[i]];
        }
        kernel.add_mass(task, row_lse.data(), mass.data());
      }
    }
    status = cache.AddMass(begin, std::span(mass).first(end - begin));
  }
  return status;
}

void WarmUp() {
  [[maybe_unused]] const CacheKernel kernel = ActiveCacheKernel();
  const auto threads = static_cast<std::size_t>(thread_count());
  ParallelFor(threads, 1, [](std::size_t, std::size_t) {});
}

}  // namespace pastiche::kernels
