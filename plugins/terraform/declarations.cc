#include "plugins/terraform/declarations.h"

#include <algorithm>
#include <array>
#include <utility>

namespace pastiche::terraform {
namespace {

using std::string_view;

template <std::size_t n>
bool OneOf(string_view word, const std::array<string_view, n>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<string_view, 9> kBuiltInRoots = {
    "each",      "count",  "path", "terraform", "self",
    "ephemeral", "output", "run",  "check"};

// Their values are addresses or types, not references to values.
constexpr std::array<string_view, 5> kAddressArguments = {
    "ignore_changes", "provider", "providers", "configuration_aliases",
    "iterator"};

constexpr std::array<string_view, 3> kAddressBlocks = {"moved", "removed",
                                                       "import"};

std::string Join(string_view a, string_view b) {
  std::string joined(a);
  joined += '.';
  joined += b;
  return joined;
}

}  // namespace

std::string DeclarationOf(string_view source, const Block& block) {
  const string_view type = TextOf(source, block.type);
  const auto label = [&](std::size_t i) {
    return TextOf(source, block.labels[i]);
  };
  if (block.labels.size() == 1) {
    if (type == "variable") return Join("var", label(0));
    if (type == "module" || type == "output") return Join(type, label(0));
  }
  if (block.labels.size() == 2) {
    if (type == "resource") return Join(label(0), label(1));
    if (type == "data") return Join("data", Join(label(0), label(1)));
  }
  return "";
}

std::vector<Declared> DeclarationsIn(string_view source, const Syntax& syntax) {
  std::vector<Declared> all;
  for (const Block& block : syntax.blocks) {
    std::string name = DeclarationOf(source, block);
    if (!name.empty()) all.push_back({std::move(name), block.header});
  }
  for (const Attribute& attribute : syntax.attributes) {
    if (attribute.body == 0) continue;
    const Block& block = syntax.blocks[attribute.body - 1];
    if (block.parent != 0 || TextOf(source, block.type) != "locals") continue;
    all.push_back(
        {Join("local", TextOf(source, attribute.name)), attribute.name});
  }
  return all;
}

ReferenceTargets::ReferenceTargets(string_view source, const Syntax& syntax)
    : source_(source), syntax_(syntax), iterators_(syntax.blocks.size()) {
  for (std::size_t i = 0; i < syntax.blocks.size(); ++i) {
    const Block& block = syntax.blocks[i];
    if (TextOf(source, block.type) == "dynamic" && !block.labels.empty()) {
      iterators_[i][0] = TextOf(source, block.labels[0]);
    }
  }
  for (const Attribute& attribute : syntax.attributes) {
    if (attribute.body == 0 ||
        TextOf(source, syntax.blocks[attribute.body - 1].type) != "dynamic" ||
        TextOf(source, attribute.name) != "iterator") {
      continue;
    }
    iterators_[attribute.body - 1][1] = TextOf(source, attribute.value);
  }
}

bool ReferenceTargets::IsIterator(std::uint32_t body, string_view root) const {
  while (body > 0) {
    if (OneOf(root, iterators_[body - 1])) return true;
    body = syntax_.blocks[body - 1].parent;
  }
  return false;
}

std::optional<std::string> ReferenceTargets::Of(
    const Reference& reference) const {
  const auto part = [&](std::size_t i) {
    return TextOf(source_, reference.parts[i]);
  };
  const string_view root = part(0);
  if (reference.local || reference.part_count < 2) return std::nullopt;
  if (OneOf(root, kBuiltInRoots)) return std::nullopt;
  if (OneOf(TextOf(source_, reference.attribute), kAddressArguments)) {
    return std::nullopt;
  }
  if (reference.body > 0 &&
      OneOf(TextOf(source_, syntax_.blocks[reference.body - 1].type),
            kAddressBlocks)) {
    return std::nullopt;
  }
  if (IsIterator(reference.body, root)) return std::nullopt;
  if (root == "data") {
    if (reference.part_count < 3) return std::nullopt;
    return Join(root, Join(part(1), part(2)));
  }
  return Join(root, part(1));
}

}  // namespace pastiche::terraform
