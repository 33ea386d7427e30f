// The parts of a document that people name: lines, blocks, keys and values.

#ifndef PASTICHE_PLUGINS_TERRAFORM_REGIONS_H_
#define PASTICHE_PLUGINS_TERRAFORM_REGIONS_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace pastiche::terraform {

enum class RegionKind : std::uint32_t { kLine, kBlock, kKey, kValue };
inline constexpr std::uint32_t kRegionKinds = 4;
[[nodiscard]] const char* NameOf(RegionKind kind);

struct Region {
  std::string label;       // "main.tf:3", "resource aws_vpc.this", "cidr_block"
  std::size_t begin, end;  // Positions of tokens, not empty.
};

// The regions of that kind, in order. Lines are told from the tokens alone and
// hold their newline; the others need the text before them to parse, so in a
// document with unknown places they end at the first one.
[[nodiscard]] std::vector<Region> ListRegions(
    RegionKind kind, std::span<const std::uint32_t> tokens);

}  // namespace pastiche::terraform

#endif  // PASTICHE_PLUGINS_TERRAFORM_REGIONS_H_
