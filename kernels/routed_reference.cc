#include "kernels/routed_reference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace pastiche::kernels::reference {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargestScore = 0x1.62e42ep127;  // FLT_MAX ln 2

// <query, key j>; see KeyBlocks.
double Dot(const float* query, const KeyBlocks& keys, std::size_t j) {
  double dot = 0.0;
  for (std::size_t c = 0; c < keys.dim; ++c) {
    const std::size_t line = j / kKeyBlock * keys.dim + c;
    dot +=
        double{query[c]} * double{keys.data[line * kKeyBlock + j % kKeyBlock]};
  }
  return dot;
}

// A score as the softmax counts it; see Attend.
double Counted(double score) {
  if (std::isnan(score) || score < -kLargestScore) return -kInfinity;
  return std::min(score, kLargestScore);
}

struct Entry {
  double score;
  const float* value;
};

// Sum of e^(score - m), 0 for none.
double Mass(const std::vector<Entry>& entries, double m) {
  double sum = 0.0;
  for (const Entry& e : entries) {
    if (e.score > -kInfinity) sum += std::exp(e.score - m);
  }
  return sum;
}

double Largest(const std::vector<Entry>& entries, double m) {
  for (const Entry& e : entries) m = std::max(m, e.score);
  return m;
}

void WriteSoftmax(const std::vector<Entry>& entries, std::span<float> out,
                  float& lse) {
  const double m = Largest(entries, -kInfinity);
  const double sum = m > -kInfinity ? Mass(entries, m) : 0.0;
  std::vector<double> total(out.size(), 0.0);
  for (const Entry& e : entries) {
    if (e.score == -kInfinity) continue;
    const double p = std::exp(e.score - m) / sum;
    for (std::size_t c = 0; c < out.size(); ++c) {
      total[c] += p * double{e.value[c]};
    }
  }
  for (std::size_t c = 0; c < out.size(); ++c) {
    out[c] = static_cast<float>(total[c]);
  }
  lse = static_cast<float>(sum > 0.0 ? m + std::log(sum) : -kInfinity);
}

}  // namespace

Status AttendRouted(const ConstMatrix& queries, const KeyBlocks& keys,
                    const ConstMatrix& values, const RouteSummaries& summaries,
                    const RoutedOptions& options,
                    std::span<const std::uint8_t> opened,
                    const MutableMatrix& out, std::span<float> lse,
                    std::span<double> missed_mass) {
  Status status = CheckRouted(queries, keys, values, summaries, options,
                              {.out = out, .lse = lse});
  if (!status.ok()) return status;
  const std::size_t all_blocks = keys.count / kKeyBlock;
  if (opened.size() != queries.rows * all_blocks ||
      missed_mass.size() != queries.rows) {
    return Status::Error("opened has ", opened.size(), " entries");
  }
  for (std::size_t i = 0; i < queries.rows; ++i) {
    const float* const query = queries.row(i);
    const double scale = double{options.scale};
    std::size_t count = keys.count;
    if (options.causal) {
      count = std::min(count, options.query_position + i / options.group + 1);
    }
    std::vector<Entry> exact;   // Attended.
    std::vector<Entry> missed;  // In unopened blocks.
    for (std::size_t j = 0; j < count; ++j) {
      const std::size_t block = j / kKeyBlock;
      const bool open = (block + 1) * kKeyBlock > count ||
                        opened[i * all_blocks + block] != 0;
      const double bias =
          options.key_bias.empty() ? 0.0 : double{options.key_bias[j]};
      const double score = Counted(scale * Dot(query, keys, j) + bias);
      (open ? exact : missed).push_back({score, values.row(j)});
    }
    const double m = Largest(missed, Largest(exact, -kInfinity));
    const double mass = m > -kInfinity ? Mass(missed, m) : 0.0;
    missed_mass[i] = mass > 0.0 ? mass / (mass + Mass(exact, m)) : 0.0;

    const std::size_t per_block = kKeyBlock / summaries.segment;
    for (std::size_t l = 0; l < count / kKeyBlock * per_block; ++l) {
      if (opened[i * all_blocks + l / per_block] != 0) continue;
      const double weight =
          summaries.log_weights.empty()
              ? std::log(static_cast<double>(summaries.segment))
              : double{summaries.log_weights[l]};
      const double score =
          Counted(scale * Dot(query, summaries.mean_keys, l) + weight);
      exact.push_back({score, summaries.mean_values.row(l)});
    }
    WriteSoftmax(exact, {out.row(i), out.cols}, lse[i]);
  }
  return status;
}

}  // namespace pastiche::kernels::reference
