#include "plugins/terraform/regions.h"

#include <algorithm>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/structure.h"
#include "plugins/terraform/tokenizer.h"
#include "plugins/terraform/vocabulary.h"

namespace pastiche::terraform {
namespace {

std::vector<Region> ListLines(std::span<const std::uint32_t> tokens) {
  const DecodedModule module = DecodeModule(tokens);
  std::vector<Region> lines;
  std::size_t begin = 0;
  bool in_text = false;
  std::size_t number = 0;
  std::uint32_t file = 0;
  const auto finish = [&](std::size_t end) {
    if (begin < end && in_text) {
      const std::string& name = module.files[file].name;
      lines.push_back(
          {(name.empty() ? "line " : name + ":") + std::to_string(number),
           begin, end});
    }
    ++number;
    begin = end;
  };
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == kFileMark || tokens[i] == kEndMark) {
      finish(i);
      in_text = false;
    }
    file = module.places[i].file;
    if (tokens[i] == kTextMark || tokens[i] == kVerbatimMark) {
      in_text = true;
      number = 1;
      begin = i + 1;
    } else if (in_text && StartsUnit(tokens, i + 1)) {
      finish(i + 1);
    }
  }
  finish(tokens.size());
  return lines;
}

// Finds the tokens that spell a span of a file's text.
class TokenFinder {
 public:
  explicit TokenFinder(const std::vector<TokenOrigin>& places)
      : places_(places) {}

  // Tokens that overlap bytes [begin, end) of the file; equal if there are
  // none. Places ascend by file and byte.
  std::pair<std::size_t, std::size_t> Find(std::uint32_t file,
                                           Span span) const {
    const auto first = std::partition_point(
        places_.begin(), places_.end(), [&](const TokenOrigin& place) {
          return place.file < file ||
                 (place.file == file && place.end <= span.begin);
        });
    const auto last = std::partition_point(
        first, places_.end(), [&](const TokenOrigin& place) {
          return place.file == file && place.begin < span.end;
        });
    return {static_cast<std::size_t>(first - places_.begin()),
            static_cast<std::size_t>(last - places_.begin())};
  }

 private:
  const std::vector<TokenOrigin>& places_;
};

std::string BlockLabel(std::string_view text, const Block& block) {
  std::string label(TextOf(text, block.type));
  for (std::size_t i = 0; i < block.labels.size(); ++i) {
    label += i == 0 ? ' ' : '.';
    label += TextOf(text, block.labels[i]);
  }
  return label;
}

}  // namespace

const char* NameOf(RegionKind kind) {
  switch (kind) {
    case RegionKind::kLine:
      return "line";
    case RegionKind::kBlock:
      return "block";
    case RegionKind::kKey:
      return "key";
    case RegionKind::kValue:
      return "value";
  }
  return "";
}

std::vector<Region> ListRegions(RegionKind kind,
                                std::span<const std::uint32_t> tokens) {
  if (kind == RegionKind::kLine) return ListLines(tokens);
  const auto unknown = std::find_if(
      tokens.begin(), tokens.end(),
      [](std::uint32_t id) { return id >= Vocabulary::Default().size(); });
  tokens = tokens.first(static_cast<std::size_t>(unknown - tokens.begin()));
  const DecodedModule module = DecodeModule(tokens);
  const TokenFinder finder(module.places);
  std::vector<Region> regions;
  for (std::size_t f = 0; f < module.files.size(); ++f) {
    const std::string& text = module.files[f].text;
    const Syntax syntax = Parse(text, Lex(text));
    const auto add = [&](std::string label, Span span) {
      const auto [begin, end] =
          finder.Find(static_cast<std::uint32_t>(f), span);
      if (begin < end) regions.push_back({std::move(label), begin, end});
    };
    if (kind == RegionKind::kBlock) {
      for (const Block& block : syntax.blocks) {
        if (block.braces.end <= block.braces.begin) continue;  // Not closed.
        add(BlockLabel(text, block), {block.header.begin, block.braces.end});
      }
      continue;
    }
    for (const Attribute& attribute : syntax.attributes) {
      add(std::string(TextOf(text, attribute.name)),
          kind == RegionKind::kKey ? attribute.name : attribute.value);
    }
  }
  return regions;
}

}  // namespace pastiche::terraform
