// The kinds of keys, values and queries that quality is measured on.

#include <algorithm>
#include <cmath>
#include <random>

#include "bench/quality.h"

namespace pastiche::bench {
namespace {

constexpr std::size_t kDim = 64;

class Normal {
 public:
  explicit Normal(std::uint32_t seed) : rng_(seed) {}
  float operator()() {
    float sum = -6.0f;
    for (int i = 0; i < 12; ++i) {
      sum += static_cast<float>(rng_() >> 8) * 0x1p-24f;
    }
    return sum;
  }
  std::size_t Below(std::size_t n) { return rng_() % n; }

  std::vector<float> Rows(std::size_t count, float size) {
    std::vector<float> rows(count * kDim);
    for (float& x : rows) x = size * (*this)();
    return rows;
  }

  // Each column a stationary AR(1) process of variance 1.
  std::vector<float> Drifting(std::size_t count, float correlation) {
    std::vector<float> rows = Rows(count, 1.0f);
    const float fresh = std::sqrt(1.0f - correlation * correlation);
    for (std::size_t i = kDim; i < rows.size(); ++i) {
      rows[i] = correlation * rows[i - kDim] + fresh * rows[i];
    }
    return rows;
  }

 private:
  std::mt19937 rng_;
};

void Centre(std::vector<float>& rows) {
  for (std::size_t c = 0; c < kDim; ++c) {
    double mean = 0.0;
    for (std::size_t i = c; i < rows.size(); i += kDim) mean += double{rows[i]};
    mean /= static_cast<double>(rows.size() / kDim);
    for (std::size_t i = c; i < rows.size(); i += kDim) {
      rows[i] -= static_cast<float>(mean);
    }
  }
}

// Runs of 1 to 199 rows around one of 24 centres; values follow the same runs.
void MakeClusters(Normal& normal, QualityProblem& p) {
  constexpr std::size_t kCentres = 24;
  const std::vector<float> key_centres = normal.Rows(kCentres, 1.0f);
  const std::vector<float> value_centres = normal.Rows(kCentres, 1.0f);
  p.keys = normal.Rows(p.key_count, 0.3f);
  p.values = normal.Rows(p.key_count, 0.3f);
  for (std::size_t i = 0; i < p.key_count;) {
    const std::size_t centre = normal.Below(kCentres);
    const std::size_t end = std::min(p.key_count, i + 1 + normal.Below(199));
    for (; i < end; ++i) {
      for (std::size_t c = 0; c < kDim; ++c) {
        p.keys[i * kDim + c] += key_centres[centre * kDim + c];
        p.values[i * kDim + c] += value_centres[centre * kDim + c];
      }
    }
  }
}

// The match of query i is far from its position; no two share a key.
void PlaceNeedles(Normal& normal, QualityProblem& p) {
  p.keys = normal.Rows(p.key_count, 0.3f);
  p.values = normal.Rows(p.key_count, 1.0f);
  for (std::size_t i = 0; i < p.query_count; ++i) {
    const std::size_t apart = std::max<std::size_t>(
        1, p.key_count / 2 / std::max<std::size_t>(1, p.query_count));
    const std::size_t away = p.key_count / 4 + i * apart + normal.Below(apart);
    const std::size_t j = (p.first + away) % p.key_count;
    for (std::size_t c = 0; c < kDim; ++c) {
      p.keys[j * kDim + c] = 2.5f * p.queries[i * kDim + c];
    }
  }
}

}  // namespace

const char* NameOf(QualityData data) {
  switch (data) {
    case QualityData::kSmooth:
      return "smooth";
    case QualityData::kSmoothest:
      return "smoothest";
    case QualityData::kLocal:
      return "local";
    case QualityData::kPeaked:
      return "peaked";
    case QualityData::kClusters:
      return "clusters";
    case QualityData::kNeedle:
      return "needle";
    case QualityData::kIid:
      break;
  }
  return "iid";
}

QualityProblem MakeQualityProblem(QualityData data, std::size_t key_count,
                                  std::size_t query_count, std::uint32_t seed) {
  Normal normal(seed);
  QualityProblem p;
  p.key_count = key_count;
  p.query_count = std::min(query_count, key_count);
  p.first = (key_count - p.query_count) / 2;
  p.queries = normal.Rows(p.query_count, 1.0f);
  switch (data) {
    case QualityData::kClusters:
      MakeClusters(normal, p);
      break;
    case QualityData::kNeedle:
      PlaceNeedles(normal, p);
      break;
    case QualityData::kIid:
      p.keys = normal.Rows(key_count, 1.0f);
      p.values = normal.Rows(key_count, 1.0f);
      break;
    default: {
      const float rho = data == QualityData::kSmoothest ? 0.999f : 0.99f;
      p.keys = normal.Drifting(key_count, rho);
      p.values = normal.Drifting(key_count, rho);
    }
  }
  if (data == QualityData::kPeaked) {
    for (float& x : p.queries) x *= 3.0f;
  }
  if (data == QualityData::kLocal) {
    for (std::size_t i = 0; i < p.queries.size(); ++i) {
      p.queries[i] = 2.0f * p.keys[p.first * kDim + i] + 0.5f * p.queries[i];
    }
  }
  Centre(p.values);
  return p;
}

}  // namespace pastiche::bench
