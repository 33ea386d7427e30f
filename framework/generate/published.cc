// The published formulation, faults included: values of generated positions are
// zero, so once the window has passed the corpus there is nothing to retrieve.

#include "framework/generate/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "framework/ngram/row_major.h"
#include "kernels/attention.h"
#include "kernels/plan.h"

namespace pastiche {
namespace {

// Probability left for tokens that retrieval gives no mass: noise.
constexpr double kNoise = 1e-6;

double SineOf(std::size_t position, std::size_t column, std::size_t dim) {
  const double rate =
      std::pow(10000.0, -double(column / 2 * 2) / static_cast<double>(dim));
  const double angle = static_cast<double>(position) * rate;
  return column % 2 == 0 ? std::sin(angle) : std::cos(angle);
}

Result<void> ValidateOptions(const PublishedOptions& options) {
  const auto reject = [](const char* field, const char* range,
                         std::size_t value) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} must be {}, got {}", field, range, value));
  };
  if (options.head_dim == 0 || options.head_dim > kernels::kMaxHeadDim) {
    return reject("head-dim", "1..256", options.head_dim);
  }
  if (options.block == 0) return reject("block", "at least 1", options.block);
  if (options.steps == 0) return reject("steps", "at least 1", options.steps);
  return Validate(options.sampling);
}

}  // namespace

PublishedMemory::PublishedMemory(const Domain& domain,
                                 std::span<const Document* const> documents,
                                 const PublishedOptions& options,
                                 std::uint64_t code_seed)
    : vocabulary_(domain.vocabulary().size()),
      unit_length_(
          domain.geometry().axis_count >= 2
              ? std::max<std::uint32_t>(1, domain.geometry().unit_length)
              : 1),
      options_(options) {
  Rng rng(code_seed);
  for (std::size_t v = 0; v < vocabulary_; ++v) {
    std::vector<double> code(options.head_dim);
    double squares = 0.0;
    for (double& x : code) {
      x = 2.0 * rng.NextUnit() - 1.0;
      squares += x * x;
    }
    for (const double x : code) {
      codes_.push_back(static_cast<float>(x / std::sqrt(squares)));
    }
  }
  for (const Document* document : documents) {
    for (const std::size_t place :
         RowMajorOrder(document->tokens.size(), unit_length_)) {
      sequence_.push_back(document->tokens[place]);
    }
  }
}

std::span<const float> PublishedMemory::Code(Token token) const {
  return std::span(codes_).subspan(token * options_.head_dim,
                                   options_.head_dim);
}

// Keys and values of corpus and canvas, with block landmarks over the corpus.
class PublishedMemory::Field {
 public:
  Field(const PublishedMemory& memory, std::size_t canvas, bool around)
      : memory_(memory),
        dim_(memory.options_.head_dim),
        corpus_(memory.sequence_.size()),
        around_(around),
        canvas_(canvas, kUnknownToken) {
    const std::size_t rows = corpus_ + canvas;
    keys_.resize(rows * dim_);
    values_.resize(rows * memory.vocabulary_);
    for (std::size_t i = 0; i < corpus_; ++i) {
      WriteKey(i);
      const std::size_t target = around ? i : i + 1;
      if (target < corpus_) {
        values_[i * memory.vocabulary_ + memory.sequence_[target]] = 1.0f;
      }
    }
    AddLandmarks();
  }

  // Sets canvas place `place` and refreshes the keys that see it.
  void Set(std::size_t place, Token token) {
    canvas_[place] = token;
    const std::size_t at = corpus_ + place;
    for (std::size_t i = at - std::min<std::size_t>(at, 2);
         i <= at + 2 && i < corpus_ + canvas_.size(); ++i) {
      WriteKey(i);
    }
  }
  [[nodiscard]] Token At(std::size_t place) const { return canvas_[place]; }

  // p (vocabulary): what the sparse window of sequence position `at` retrieves.
  Result<void> Retrieve(std::size_t at, std::span<double> p) {
    Gather(at);
    const std::size_t entries = gathered_keys_.size() / dim_;
    const std::size_t width = p.size();
    std::vector<float> out(width);
    float lse = 0.0f;
    // A value has a column per token: large vocabularies go in parts.
    for (std::size_t first = 0; first < width; first += kernels::kMaxHeadDim) {
      const std::size_t columns = std::min(kernels::kMaxHeadDim, width - first);
      const kernels::Status status = kernels::Attend(
          {std::span<const float>(keys_).subspan(at * dim_, dim_), 1, dim_},
          {gathered_keys_, entries, dim_},
          {std::span<const float>(gathered_values_).subspan(first), entries,
           columns, width},
          {.scale = 1.0f / std::sqrt(static_cast<float>(dim_))},
          {std::span(out).subspan(first, columns), 1, columns}, {&lse, 1});
      if (!status.ok()) {
        return Fail(ErrorCode::kInvalidArgument, std::string(status.message()));
      }
    }
    for (std::size_t v = 0; v < width; ++v) p[v] = double{out[v]} + kNoise;
    return {};
  }
  [[nodiscard]] std::size_t corpus() const { return corpus_; }

 private:
  [[nodiscard]] Token TokenAt(std::size_t i) const {
    return i < corpus_ ? memory_.sequence_[i] : canvas_[i - corpus_];
  }

  void AddCode(std::ptrdiff_t i, double weight, std::span<float> key) const {
    if (i < 0 || i >= std::ptrdiff_t(corpus_ + canvas_.size())) return;
    const Token token = TokenAt(static_cast<std::size_t>(i));
    if (token == kUnknownToken) return;
    const auto code = memory_.Code(token);
    for (std::size_t c = 0; c < dim_; ++c) {
      key[c] += static_cast<float>(weight * double{code[c]});
    }
  }

  void WriteKey(std::size_t i) {
    const auto key = std::span(keys_).subspan(i * dim_, dim_);
    for (std::size_t c = 0; c < dim_; ++c) {
      key[c] = static_cast<float>(memory_.options_.position_scale *
                                  SineOf(i, c, dim_));
    }
    const auto at = static_cast<std::ptrdiff_t>(i);
    if (!around_) {
      AddCode(at, 1.0, key);
      return;
    }
    for (const std::ptrdiff_t side : {-1, 1}) {
      AddCode(at + side, memory_.options_.near_weight, key);
      AddCode(at + 2 * side, memory_.options_.far_weight, key);
    }
  }

  void AddLandmarks() {
    const std::size_t block = memory_.options_.block;
    const auto mean = [&](const std::vector<float>& rows, std::size_t width,
                          std::size_t first, std::vector<float>& out) {
      for (std::size_t c = 0; c < width; ++c) {
        double sum = 0.0;
        for (std::size_t i = first; i < first + block; ++i) {
          sum += double{rows[i * width + c]};
        }
        out.push_back(static_cast<float>(sum / static_cast<double>(block)));
      }
    };
    for (std::size_t first = 0; first + block <= corpus_; first += block) {
      mean(keys_, dim_, first, landmark_keys_);
      mean(values_, memory_.vocabulary_, first, landmark_values_);
    }
  }

  void Take(std::size_t i) {
    const std::size_t width = memory_.vocabulary_;
    gathered_keys_.insert(gathered_keys_.end(),
                          keys_.begin() + std::ptrdiff_t(i * dim_),
                          keys_.begin() + std::ptrdiff_t((i + 1) * dim_));
    gathered_values_.insert(gathered_values_.end(),
                            values_.begin() + std::ptrdiff_t(i * width),
                            values_.begin() + std::ptrdiff_t((i + 1) * width));
  }

  // Window, powers of two beyond it, landmarks of whole blocks before it.
  void Gather(std::size_t at) {
    gathered_keys_.clear();
    gathered_values_.clear();
    const std::size_t window = memory_.options_.window;
    const std::size_t end = corpus_ + canvas_.size();
    const std::size_t first = at - std::min(at, window);
    const std::size_t last = around_ ? std::min(end, at + window + 1) : at + 1;
    for (std::size_t i = first; i < last; ++i) Take(i);
    for (std::size_t step = 1; step <= at; step *= 2) {
      if (step > window) Take(at - step);
    }
    const std::size_t block = memory_.options_.block;
    const std::size_t width = memory_.vocabulary_;
    const std::size_t blocks =
        std::min(first / block, landmark_keys_.size() / dim_);
    gathered_keys_.insert(
        gathered_keys_.end(), landmark_keys_.begin(),
        landmark_keys_.begin() + std::ptrdiff_t(blocks * dim_));
    gathered_values_.insert(
        gathered_values_.end(), landmark_values_.begin(),
        landmark_values_.begin() + std::ptrdiff_t(blocks * width));
  }

  const PublishedMemory& memory_;
  std::size_t dim_;
  std::size_t corpus_;
  bool around_;
  std::vector<Token> canvas_;
  std::vector<float> keys_, values_;
  std::vector<float> landmark_keys_, landmark_values_;
  std::vector<float> gathered_keys_, gathered_values_;
};

Result<std::vector<Token>> PublishedMemory::GenerateAutoregressive(
    std::size_t length, Rng& rng, Progress* progress) const {
  if (const auto valid = ValidateOptions(options_); !valid) {
    return Fail(valid);
  }
  Field field(*this, length, /*around=*/false);
  Sampler sampler(options_.sampling);
  std::vector<double> p(vocabulary_);
  std::vector<Token> row_major;
  for (std::size_t i = 0; i < length; ++i) {
    if (progress != nullptr && progress->cancelled) {
      return Fail(ErrorCode::kCancelled, "stopped while generating");
    }
    const std::size_t tail = field.corpus() + i - (field.corpus() > 0 ? 1 : 0);
    if (const auto done = field.Retrieve(tail, p); !done) return Fail(done);
    row_major.push_back(sampler.Draw(p, row_major, rng));
    field.Set(i, row_major.back());
    if (progress != nullptr) ++progress->done;
  }
  std::vector<Token> tokens(length);
  const auto order = RowMajorOrder(length, unit_length_);
  for (std::size_t i = 0; i < length; ++i) tokens[order[i]] = row_major[i];
  return tokens;
}

Result<std::vector<Token>> PublishedMemory::FillByDiffusion(
    std::vector<Token> tokens, Rng& rng, Progress* progress) const {
  if (const auto valid = ValidateOptions(options_); !valid) {
    return Fail(valid);
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < vocabulary_ || tokens[i] == kUnknownToken) continue;
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("position {} holds {}, which is no token id", i,
                            tokens[i]));
  }
  const auto order = RowMajorOrder(tokens.size(), unit_length_);
  Field field(*this, tokens.size(), /*around=*/true);
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (tokens[order[i]] == kUnknownToken) {
      unknown.push_back(i);
    } else {
      field.Set(i, tokens[order[i]]);
    }
  }
  const std::size_t masked = unknown.size();
  Sampler sampler(options_.sampling);
  std::vector<double> p(vocabulary_);
  struct Draft {
    std::size_t place;
    Token token;
    double confidence;
  };
  for (std::size_t step = 1; step <= options_.steps && !unknown.empty();
       ++step) {
    std::vector<Draft> drafts;
    for (const std::size_t place : unknown) {
      if (progress != nullptr && progress->cancelled) {
        return Fail(ErrorCode::kCancelled, "stopped while filling");
      }
      const auto done = field.Retrieve(field.corpus() + place, p);
      if (!done) return Fail(done);
      const double confidence = *std::max_element(p.begin(), p.end());
      drafts.push_back({place, sampler.Draw(p, {}, rng), confidence});
      if (progress != nullptr) ++progress->done;
    }
    const double share =
        static_cast<double>(step) / static_cast<double>(options_.steps);
    // The last step is the final sweep: nothing stays unknown.
    const auto keep = step == options_.steps
                          ? std::size_t{0}
                          : static_cast<std::size_t>(
                                std::cos(0.5 * std::numbers::pi * share) *
                                static_cast<double>(masked));
    std::stable_sort(drafts.begin(), drafts.end(),
                     [](const Draft& a, const Draft& b) {
                       return a.confidence > b.confidence;
                     });
    unknown.clear();
    for (std::size_t i = 0; i < drafts.size(); ++i) {
      if (i + keep < drafts.size()) {
        field.Set(drafts[i].place, drafts[i].token);
      } else {
        unknown.push_back(drafts[i].place);
      }
    }
    std::sort(unknown.begin(), unknown.end());
  }
  for (std::size_t i = 0; i < order.size(); ++i) tokens[order[i]] = field.At(i);
  return tokens;
}

}  // namespace pastiche
