// The published pipelines, faults included.

#include "framework/generate/published.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "framework/generate/published_layout.h"
#include "framework/ngram/row_major.h"
#include "kernels/plan.h"

namespace pastiche {
namespace {

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
    : options_(options) {
  auto codes = std::make_unique<PublishedCodes>();
  codes->vocabulary = domain.vocabulary().size();
  if (domain.geometry().axis_count >= 2) {
    codes->unit_length =
        std::max<std::uint32_t>(1, domain.geometry().unit_length);
  }
  const auto dim = static_cast<double>(options.head_dim);
  for (std::size_t c = 0; c < options.head_dim; ++c) {
    codes->rates.push_back(
        std::pow(10000.0, -static_cast<double>(c / 2 * 2) / dim));
  }
  Rng rng(code_seed);
  for (std::size_t v = 0; v < codes->vocabulary; ++v) {
    std::vector<double> code(options.head_dim);
    double squares = 0.0;
    for (double& x : code) {
      x = 2.0 * rng.NextUnit() - 1.0;
      squares += x * x;
    }
    for (const double x : code) {
      codes->codes.push_back(static_cast<float>(x / std::sqrt(squares)));
    }
  }
  for (const Document* document : documents) {
    for (const std::size_t place :
         RowMajorOrder(document->tokens.size(), codes->unit_length)) {
      codes->sequence.push_back(document->tokens[place]);
    }
  }
  codes_ = std::move(codes);
}

PublishedMemory::~PublishedMemory() = default;

const PublishedCorpus& PublishedMemory::Corpus(bool around) const {
  const std::lock_guard lock(mutex_);
  auto& laid_out = around ? around_ : back_;
  if (laid_out == nullptr) {
    laid_out = std::make_unique<PublishedCorpus>(*codes_, options_, around);
  }
  return *laid_out;
}

Result<std::vector<Token>> PublishedMemory::GenerateAutoregressive(
    std::size_t length, Rng& rng, Progress* progress) const {
  if (const auto valid = ValidateOptions(options_); !valid) {
    return Fail(valid);
  }
  PublishedField field(Corpus(/*around=*/false), length);
  Sampler sampler(options_.sampling);
  std::vector<double> p(codes_->vocabulary);
  std::vector<Token> row_major;
  for (std::size_t i = 0; i < length; ++i) {
    if (progress != nullptr && progress->cancelled) {
      return Fail(ErrorCode::kCancelled, "stopped while generating");
    }
    const std::size_t tail = field.corpus() + i - (field.corpus() > 0 ? 1 : 0);
    const auto done = field.Retrieve(std::span(&tail, 1), p);
    if (!done) return Fail(done);
    row_major.push_back(sampler.Draw(p, row_major, rng));
    field.Set(i, row_major.back());
    if (progress != nullptr) ++progress->done;
  }
  std::vector<Token> tokens(length);
  const auto order = RowMajorOrder(length, codes_->unit_length);
  for (std::size_t i = 0; i < length; ++i) tokens[order[i]] = row_major[i];
  return tokens;
}

Result<std::vector<Token>> PublishedMemory::FillByDiffusion(
    std::vector<Token> tokens, Rng& rng, Progress* progress) const {
  if (const auto valid = ValidateOptions(options_); !valid) {
    return Fail(valid);
  }
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] < codes_->vocabulary || tokens[i] == kUnknownToken) continue;
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("position {} holds {}, which is no token id", i,
                            tokens[i]));
  }
  const auto order = RowMajorOrder(tokens.size(), codes_->unit_length);
  PublishedField field(Corpus(/*around=*/true), tokens.size());
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
  const std::size_t width = codes_->vocabulary;
  std::vector<double> all(PublishedField::kMostRows * width);
  std::vector<std::size_t> rows;
  struct Draft {
    std::size_t place;
    Token token;
    double confidence;
  };
  for (std::size_t step = 1; step <= options_.steps && !unknown.empty();
       ++step) {
    std::vector<Draft> drafts;
    while (drafts.size() < unknown.size()) {
      if (progress != nullptr && progress->cancelled) {
        return Fail(ErrorCode::kCancelled, "stopped while filling");
      }
      const auto places = std::span(unknown).subspan(
          drafts.size(),
          std::min(PublishedField::kMostRows, unknown.size() - drafts.size()));
      rows.clear();
      for (const std::size_t at : places) rows.push_back(field.corpus() + at);
      const auto retrieved = std::span(all).first(rows.size() * width);
      const auto done = field.Retrieve(rows, retrieved);
      if (!done) return Fail(done);
      for (std::size_t i = 0; i < places.size(); ++i) {
        const auto p = retrieved.subspan(i * width, width);
        const double confidence = *std::max_element(p.begin(), p.end());
        drafts.push_back({places[i], sampler.Draw(p, {}, rng), confidence});
      }
      if (progress != nullptr) progress->done += places.size();
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
