#include "host/token_bits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "host/json_output.h"
#include "host/places.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

TokenBits BitsOf(std::span<const double> p, Token token) {
  const auto best = std::max_element(p.begin(), p.end());
  return {.bits = std::max(0.0, -std::log2(p[token])),
          .expected = static_cast<Token>(best - p.begin()),
          .chance = *best};
}

Result<void> KeepGoing(Progress& progress) {
  ++progress.done;
  if (!progress.cancelled) return {};
  return Fail(ErrorCode::kCancelled, "stopped while scoring");
}

Result<std::vector<TokenBits>> FromTheLeft(const AttentionSuite& suite,
                                           const Document& document,
                                           std::size_t vocabulary,
                                           Progress& progress) {
  auto walk = suite.StartWalk({.own_cache = true});
  if (!walk) return Fail(walk);
  std::vector<TokenBits> bits;
  std::vector<double> p(vocabulary);
  for (const Token token : document.tokens) {
    if (const auto done = (*walk)->Predict(p); !done) return Fail(done);
    bits.push_back(BitsOf(p, token));
    if (const auto done = (*walk)->Advance(token); !done) return Fail(done);
    if (const auto go = KeepGoing(progress); !go) return Fail(go);
  }
  return bits;
}

Result<std::vector<TokenBits>> FromBothSides(const Domain& domain,
                                             const AttentionSuite& suite,
                                             const Document& document,
                                             Progress& progress) {
  const ContextMode mode = domain.geometry().wraps_by_default
                               ? ContextMode::kFillWrap
                               : ContextMode::kFill;
  auto fill = suite.StartFill(document.tokens, mode, {});
  if (!fill) return Fail(fill);
  std::vector<TokenBits> bits;
  std::vector<double> p(domain.vocabulary().size());
  for (std::size_t i = 0; i < document.tokens.size(); ++i) {
    const std::size_t place[] = {i};
    if (const auto done = (*fill)->Predict(place, p); !done) return Fail(done);
    bits.push_back(BitsOf(p, document.tokens[i]));
    if (const auto go = KeepGoing(progress); !go) return Fail(go);
  }
  return bits;
}

// Background of a token, or none.
std::string_view StyleOf(double bits) {
  if (bits >= 6.0) return "\x1b[41;97m";
  if (bits >= 4.0) return "\x1b[48;5;208;30m";
  if (bits >= 2.0) return "\x1b[43;30m";
  return "";
}

// A token's text for a line of output.
std::string Shown(const Domain& domain, Token token) {
  std::string shown;
  for (const char symbol : domain.vocabulary()[token].text) {
    if (symbol == '\n') {
      shown += "\\n";
    } else {
      shown += symbol;
    }
  }
  return shown;
}

std::string HighlightedFile(std::string_view content, std::uint32_t file,
                            const Document& document,
                            const std::vector<TokenBits>& bits) {
  std::vector<std::string_view> styles(content.size());
  for (std::size_t i = 0; i < document.where.size(); ++i) {
    const SourceSpan& where = document.where[i];
    if (where.file != file) continue;
    for (std::uint64_t at = where.begin;
         at < std::min<std::uint64_t>(where.end, content.size()); ++at) {
      if (content[at] != '\n' && content[at] != '\r') {
        styles[at] = StyleOf(bits[i].bits);
      }
    }
  }
  std::string text;
  std::string_view now;
  for (std::size_t at = 0; at < content.size(); ++at) {
    if (styles[at] != now) {
      if (!now.empty()) text += "\x1b[0m";
      text += now = styles[at];
    }
    text += content[at];
  }
  if (!now.empty()) text += "\x1b[0m";
  return text;
}

}  // namespace

Result<std::vector<TokenBits>> BitsOfTokens(const Domain& domain,
                                            const AttentionSuite& suite,
                                            const Document& document,
                                            Sides sides, Progress& progress) {
  return sides == Sides::kLeft
             ? FromTheLeft(suite, document, domain.vocabulary().size(),
                           progress)
             : FromBothSides(domain, suite, document, progress);
}

std::vector<std::size_t> MostSurprising(const Document& document,
                                        const std::vector<TokenBits>& bits,
                                        std::size_t count) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < bits.size(); ++i) {
    if (bits[i].bits >= 1.0 && bits[i].expected != document.tokens[i]) {
      places.push_back(i);
    }
  }
  std::stable_sort(places.begin(), places.end(),
                   [&](std::size_t a, std::size_t b) {
                     return bits[a].bits > bits[b].bits;
                   });
  if (places.size() > count) places.resize(count);
  return places;
}

std::string SurpriseLine(const Domain& domain, const Document& document,
                         const std::vector<LoadedFile>& files,
                         std::size_t position, const TokenBits& bits) {
  return fmt::format("{}: {:.1f} bits: {}; expected {} ({:.0f} %)",
                     PlaceOfToken(document, files, position), bits.bits,
                     Shown(domain, document.tokens[position]),
                     Shown(domain, bits.expected), 100.0 * bits.chance);
}

std::string BitsAsText(const std::vector<TokenBits>& bits) {
  std::string text;
  for (const TokenBits& each : bits) {
    if (!text.empty()) text += ' ';
    text += fmt::format("{:.3f}", std::min(each.bits, 1e6));
  }
  return text;
}

std::string Highlighted(const Document& document,
                        const std::vector<LoadedFile>& files,
                        const std::vector<TokenBits>& bits) {
  if (document.where.size() != bits.size()) return "";
  std::vector<bool> used(files.size(), false);
  for (const SourceSpan& where : document.where) {
    if (where.file < files.size()) used[where.file] = true;
  }
  std::string text;
  for (std::size_t f = 0; f < files.size(); ++f) {
    if (!used[f]) continue;
    const std::string& content = files[f].file.content;
    if (!IsText(content)) return "";
    text +=
        HighlightedFile(content, static_cast<std::uint32_t>(f), document, bits);
    if (!text.ends_with('\n')) text += '\n';
  }
  return text;
}

json::object SurpriseAsJson(const Domain& domain, const Document& document,
                            const std::vector<LoadedFile>& files,
                            const std::vector<TokenBits>& bits,
                            std::size_t count) {
  json::array all, surprising;
  for (const TokenBits& each : bits) {
    all.push_back(std::isfinite(each.bits) ? json::value(each.bits)
                                           : json::value(nullptr));
  }
  for (const std::size_t position : MostSurprising(document, bits, count)) {
    json::object object = {
        {"position", position},
        {"place", PlaceOfToken(document, files, position)},
        {"token", domain.vocabulary()[document.tokens[position]].text},
        {"expected", domain.vocabulary()[bits[position].expected].text},
        {"chance", bits[position].chance}};
    SetNumber(object, "bits", bits[position].bits);
    surprising.push_back(std::move(object));
  }
  return {{"bits", std::move(all)}, {"surprising", std::move(surprising)}};
}

}  // namespace pastiche::host
