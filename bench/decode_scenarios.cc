// One query over plain key blocks, beside the machine's read bandwidth: what
// every cache decode rests on.

#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "bench/scenario.h"
#include "kernels/decode.h"
#include "kernels/reference.h"

namespace pastiche::bench {
namespace {

struct DecodeData {
  std::size_t n = 0, dim = 0;
  std::vector<float> query, rows, blocks, out;
  float lse = 0.0f;

  [[nodiscard]] kernels::KeyBlocks keys() const {
    return {.data = blocks, .count = n, .dim = dim};
  }
  [[nodiscard]] kernels::DecodeOptions options() const {
    return {.scale = 1.0f / std::sqrt(static_cast<float>(dim))};
  }
  kernels::Status Decode() {
    return kernels::Decode(query, keys(), {rows, n, dim}, options(), out, &lse);
  }
};

Result<Trial> Prepare(const Settings& settings, std::size_t n, std::size_t dim,
                      const std::string& name) {
  const auto data = std::make_shared<DecodeData>();
  data->n = n;
  data->dim = dim;
  data->rows = RandomFloats(n * dim, settings.seed);
  data->query = RandomFloats(dim, settings.seed + 1);
  data->blocks.resize(kernels::KeyBlocksSize(n, dim));
  data->out.resize(dim);
  std::vector<float> expected(dim);
  float lse = 0.0f;
  const kernels::ConstMatrix rows(data->rows, n, dim);
  if (!kernels::PackKeys(rows, 0, data->blocks).ok() || !data->Decode().ok() ||
      !kernels::reference::Decode(data->query, data->keys(), rows,
                                  data->options(), expected, &lse)
           .ok()) {
    return Fail(ErrorCode::kInvalidArgument, name + ": a kernel refused");
  }
  const auto verified = Verify(name, data->out, expected, 6e-5);
  if (!verified) return Fail(verified);
  const std::size_t bytes = 2 * n * dim * sizeof(float);
  Trial trial{.bytes = static_cast<double>(bytes)};
  trial.contestants = {
      {.name = "ours", .run = [data] { static_cast<void>(data->Decode()); }},
      ReadLimit(bytes)};
  return trial;
}

}  // namespace

void AddDecodeScenarios(const Settings& settings, std::vector<Scenario>& list) {
  for (const std::size_t n : {1024u, 8192u, 65536u}) {
    for (const int threads : ThreadCounts(settings)) {
      if (threads > 1 && n < 65536) continue;  // Runs on one thread anyway.
      const std::size_t dim = 64;
      const std::string name = fmt::format(
          "decode/n={}/d={}/type=f32/blocks/threads={}", n, dim, threads);
      list.push_back({name, threads, [=](const Settings& current) {
                        return Prepare(current, n, dim, name);
                      }});
    }
  }
}

}  // namespace pastiche::bench
