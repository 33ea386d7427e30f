// Describing the corpus and what is asked of it.

#include "framework/tune/left_out_cases.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <utility>

#include "framework/evaluate/fill_likelihood.h"
#include "framework/evaluate/for_each_index.h"
#include "framework/memory/memory.h"
#include "framework/ngram/slot_contexts.h"

namespace pastiche {
namespace {

// Positions described per call: bounds the scratch to a few megabytes.
constexpr std::size_t kChunk = 1024;

// Calls row(i, slots, features) for each position of `tokens`.
template <typename Row>
Result<void> ForEachRow(const Domain& domain, ContextMode mode,
                        TokenSpan tokens, const Row& row) {
  const std::size_t slot_count = domain.geometry().slots.size();
  const std::size_t feature_count = domain.geometry().features.size();
  const std::size_t chunk = std::min(kChunk, tokens.size());
  std::vector<std::int64_t> slots(chunk * slot_count);
  std::vector<std::int32_t> features(chunk * feature_count);
  for (std::size_t begin = 0; begin < tokens.size(); begin += kChunk) {
    const std::size_t end = std::min(begin + kChunk, tokens.size());
    const auto seen = std::span(slots).first((end - begin) * slot_count);
    const Result<void> described = domain.Describe(
        mode, tokens, begin, end, seen,
        std::span(features).first((end - begin) * feature_count));
    if (!described) return described;
    ForgetThemselves(domain.geometry(), begin, seen);
    for (std::size_t i = begin; i < end; ++i) {
      row(i, seen.subspan((i - begin) * slot_count, slot_count),
          std::span(features).subspan((i - begin) * feature_count,
                                      feature_count));
    }
  }
  return {};
}

Result<void> NotStopped(const Progress* progress) {
  if (progress == nullptr || !progress->cancelled) return {};
  return Fail(ErrorCode::kCancelled, "stopped while reading the corpus");
}

std::vector<Document> Without(std::span<const Document> corpus,
                              std::span<const std::size_t> fold_of,
                              std::size_t fold) {
  std::vector<Document> rest;
  for (std::size_t d = 0; d < corpus.size(); ++d) {
    if (fold_of[d] != fold) rest.push_back(corpus[d]);
  }
  return rest;
}

}  // namespace

LeftOutCases::LeftOutCases(const Domain& domain, SlotCodes codes,
                           CaseOptions options)
    : domain_(domain),
      options_(std::move(options)),
      vocabulary_(domain.vocabulary().size()),
      codes_(std::move(codes)),
      distances_(domain),
      buckets_(domain.geometry().features.size()) {}

ContextMode LeftOutCases::mode() const {
  if (options_.use != TunedUse::kFill) return ContextMode::kCausal;
  return domain_.geometry().wraps_by_default ? ContextMode::kFillWrap
                                             : ContextMode::kFill;
}

Result<std::unique_ptr<const LeftOutCases>> LeftOutCases::Build(
    const Domain& domain, std::span<const Document> corpus,
    std::vector<std::size_t> slots, std::vector<std::size_t> base_features,
    std::span<const ModelFactory> bases, const CaseOptions& options,
    Progress* progress) {
  const std::vector<std::size_t> fold_of =
      FoldsOf(corpus, options.left_out.folds);
  if (std::all_of(fold_of.begin(), fold_of.end(),
                  [](std::size_t fold) { return fold == 0; })) {
    return Fail(ErrorCode::kInvalidArgument,
                "the corpus is one document, so none can be left out",
                "give more documents");
  }
  auto codes = SlotCodes::Build(domain, std::move(slots));
  if (!codes) return Fail(codes);
  std::unique_ptr<LeftOutCases> made(
      new LeftOutCases(domain, std::move(*codes), options));
  if (auto done = made->DescribeCorpus(corpus, progress); !done) {
    return Fail(done);
  }
  if (auto done = made->Split(corpus, fold_of); !done) return Fail(done);
  if (options.use == TunedUse::kFill) {
    if (auto done = made->AddMasks(corpus, fold_of, progress); !done) {
      return Fail(done);
    }
  } else {
    made->AddDocuments(corpus, fold_of);
  }
  if (made->cases_.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "the corpus holds no token",
                "give at least two documents that are not empty");
  }
  made->DropUnseen();
  made->base_count_ = bases.size();
  made->AddBase(base_features);
  if (auto done = made->AddModels(corpus, fold_of, bases, progress); !done) {
    return Fail(done);
  }
  return std::unique_ptr<const LeftOutCases>(std::move(made));
}

Result<void> LeftOutCases::DescribeCorpus(std::span<const Document> corpus,
                                          Progress* progress) {
  for (const Document& document : corpus) {
    if (auto go = NotStopped(progress); !go) return go;
    starts_.push_back(tokens_.size());
    const auto described = ForEachRow(
        domain_, mode(), document.tokens,
        [&](std::size_t, std::span<const std::int64_t> slots,
            std::span<const std::int32_t> features) {
          table_.resize(table_.size() + codes_.size());
          codes_.Learn(slots, document.tokens,
                       std::span(table_).last(codes_.size()));
          bucket_of_.push_back(buckets_.IdOf(features));
          features_.insert(features_.end(), features.begin(), features.end());
        });
    if (!described) return described;
    tokens_.insert(tokens_.end(), document.tokens.begin(),
                   document.tokens.end());
  }
  return {};
}

Result<void> LeftOutCases::Split(std::span<const Document> corpus,
                                 std::span<const std::size_t> fold_of) {
  const std::size_t count =
      *std::max_element(fold_of.begin(), fold_of.end()) + 1;
  for (std::size_t fold = 0; fold < count; ++fold) {
    std::vector<std::size_t> used;
    for (std::size_t i = 0; i < codes_.size(); ++i) {
      used.push_back(codes_.slot(i));
    }
    auto shares = SlotCodes::Build(domain_, std::move(used));
    if (!shares) return Fail(shares);
    folds_.push_back({.hidden = {}, .known = 0, .shares = std::move(*shares)});
  }
  for (std::size_t d = 0; d < corpus.size(); ++d) {
    for (std::size_t i = 0; i < corpus[d].tokens.size(); ++i) {
      folds_[fold_of[d]].hidden.push_back(
          static_cast<std::uint32_t>(starts_[d] + i));
    }
  }
  for (LeftOutFold& fold : folds_) {
    fold.known = tokens_.size() - fold.hidden.size();
  }
  if (options_.use != TunedUse::kFill) return {};
  return ForEachIndex(folds_.size(), nullptr, [&](std::size_t f) {
    std::vector<std::uint16_t> row(codes_.size());
    for (std::size_t d = 0; d < corpus.size(); ++d) {
      if (fold_of[d] == f) continue;
      const auto learnt = ForEachRow(
          domain_, mode(), corpus[d].tokens,
          [&](std::size_t, std::span<const std::int64_t> slots, auto) {
            folds_[f].shares.Learn(slots, corpus[d].tokens, row);
          });
      if (!learnt) return learnt;
    }
    return Result<void>{};
  });
}

void LeftOutCases::AddDocuments(std::span<const Document> corpus,
                                std::span<const std::size_t> fold_of) {
  const std::size_t features = domain_.geometry().features.size();
  const std::size_t step = ScoredStep(corpus, options_.left_out);
  for (std::size_t d = 0; d < corpus.size(); d += step) {
    const std::size_t size = corpus[d].tokens.size();
    if (size == 0) continue;
    LeftOutCase each{.document = d, .fold = fold_of[d]};
    const auto part = [&](auto& from, std::size_t width, auto& to) {
      const auto rows =
          std::span(from).subspan(starts_[d] * width, size * width);
      to.assign(rows.begin(), rows.end());
    };
    part(table_, codes_.size(), each.codes);
    part(features_, features, each.features);
    each.tokens = corpus[d].tokens;
    cases_.push_back(std::move(each));
  }
}

Result<void> LeftOutCases::AddMasks(std::span<const Document> corpus,
                                    std::span<const std::size_t> fold_of,
                                    Progress* progress) {
  const std::size_t step = ScoredStep(corpus, options_.left_out);
  std::vector<double> rates;  // By case.
  for (std::size_t d = 0; d < corpus.size(); d += step) {
    if (corpus[d].tokens.empty()) continue;
    for (const double rate : options_.rates) {
      for (std::size_t draw = 0; draw < options_.draws; ++draw) {
        cases_.push_back({.document = d, .fold = fold_of[d]});
        rates.push_back(rate);
      }
    }
  }
  return ForEachIndex(
      cases_.size(), progress, [&](std::size_t i) -> Result<void> {
        Rng rng = Rng::Stream(options_.seed, i);
        const TokenSpan tokens = corpus[cases_[i].document].tokens;
        const auto mask = DrawMask(tokens.size(), rates[i], rng);
        cases_[i].weight = static_cast<double>(tokens.size()) /
                           static_cast<double>(mask.size());
        return DescribeMask(cases_[i], tokens, mask);
      });
}

Result<void> LeftOutCases::DescribeMask(LeftOutCase& each, TokenSpan tokens,
                                        std::span<const std::size_t> mask) {
  const std::size_t features = domain_.geometry().features.size();
  const std::size_t width = codes_.size();
  std::vector<Token> masked(tokens.begin(), tokens.end());
  for (const std::size_t i : mask) masked[i] = kUnknownToken;
  each.given = tokens.size() - mask.size();
  each.tokens.resize(tokens.size());
  each.codes.resize(tokens.size() * width);
  each.features.resize(tokens.size() * features);
  std::size_t known = 0, asked = each.given;
  return ForEachRow(
      domain_, mode(), masked,
      [&](std::size_t i, std::span<const std::int64_t> slots,
          std::span<const std::int32_t> seen) {
        const std::size_t row = masked[i] == kUnknownToken ? asked++ : known++;
        each.tokens[row] = tokens[i];
        codes_.Encode(slots, masked,
                      std::span(each.codes).subspan(row * width, width));
        std::copy(seen.begin(), seen.end(),
                  each.features.begin() +
                      static_cast<std::ptrdiff_t>(row * features));
      });
}

void LeftOutCases::DropUnseen() {
  const std::size_t width = codes_.size();
  for (std::size_t i = 0; i < width; ++i) {
    if (!codes_.learnt(i)) continue;
    std::vector<std::uint32_t> everywhere(std::size_t{1} << 16, 0);
    for (std::size_t p = 0; p < tokens_.size(); ++p) {
      ++everywhere[table_[p * width + i]];
    }
    for (std::size_t f = 0; f < folds_.size(); ++f) {
      std::map<std::uint16_t, std::uint32_t> here;
      for (const std::uint32_t p : folds_[f].hidden) {
        ++here[table_[p * width + i]];
      }
      for (LeftOutCase& each : cases_) {
        if (each.fold != f) continue;
        for (std::size_t r = 0; r < each.tokens.size(); ++r) {
          std::uint16_t& code = each.codes[r * width + i];
          if (code >= SlotCodes::kNoKey) continue;  // Unknown or absent.
          const auto found = here.find(code);
          if (found != here.end() && found->second == everywhere[code]) {
            code = SlotCodes::kAbsent;
          }
        }
      }
    }
  }
}

void LeftOutCases::AddBase(const std::vector<std::size_t>& base_features) {
  const std::size_t width = domain_.geometry().features.size();
  const auto row = [&](const std::vector<std::int32_t>& all, std::size_t i) {
    return std::span<const std::int32_t>(all).subspan(i * width, width);
  };
  std::vector<double> p(vocabulary_);
  for (std::size_t f = 0; f < folds_.size(); ++f) {
    BaseDistribution base(base_features, vocabulary_);
    auto hidden = folds_[f].hidden.begin();
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (hidden != folds_[f].hidden.end() && *hidden == i) {
        ++hidden;
        continue;
      }
      base.Count(row(features_, i), tokens_[i]);
    }
    base.Finish();
    for (LeftOutCase& each : cases_) {
      if (each.fold != f) continue;
      each.under.assign(each.asked() * (1 + base_count_), 0.0);
      for (std::size_t r = 0; r < each.asked(); ++r) {
        base.Predict(row(each.features, each.given + r), p);
        each.under[r * (1 + base_count_)] = p[each.tokens[each.given + r]];
      }
    }
  }
}

Result<void> LeftOutCases::AddModels(std::span<const Document> corpus,
                                     std::span<const std::size_t> fold_of,
                                     std::span<const ModelFactory> bases,
                                     Progress* progress) {
  assert(bases.empty() || options_.use != TunedUse::kFill);
  const ModelUse use{.own_cache = options_.use == TunedUse::kArCache};
  // Models are large: one fold at a time.
  for (std::size_t f = 0; f < folds_.size() && !bases.empty(); ++f) {
    const std::vector<Document> rest = Without(corpus, fold_of, f);
    std::vector<LeftOutCase*> mine;
    for (LeftOutCase& each : cases_) {
      if (each.fold == f) mine.push_back(&each);
    }
    for (std::size_t b = 0; b < bases.size() && !mine.empty(); ++b) {
      if (auto go = NotStopped(progress); !go) return go;
      const auto model = bases[b]({.rest = rest});
      if (!model) return Fail(model);
      const auto done = ForEachIndex(
          mine.size(), progress, [&](std::size_t i) -> Result<void> {
            auto walk = (*model)->StartWalk(use);
            if (!walk) return Fail(walk);
            std::vector<double> p(vocabulary_);
            for (std::size_t r = 0; r < mine[i]->tokens.size(); ++r) {
              if (auto told = (*walk)->Predict(p); !told) return told;
              const Token token = mine[i]->tokens[r];
              mine[i]->under[r * (1 + bases.size()) + 1 + b] = p[token];
              if (auto told = (*walk)->Advance(token); !told) return told;
            }
            return {};
          });
      if (!done) return done;
    }
  }
  return {};
}

}  // namespace pastiche
