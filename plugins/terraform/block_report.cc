#include "plugins/terraform/block_report.h"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/hcl_parser.h"
#include "plugins/terraform/json_text.h"

namespace pastiche::terraform {
namespace {

class FileReport {
 public:
  explicit FileReport(std::string_view text)
      : text_(text), syntax_(Parse(text, Lex(text))) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1)) {
      newlines_.push_back(at);
    }
    attributes_of_.resize(syntax_.blocks.size() + 1);
    blocks_of_.resize(syntax_.blocks.size() + 1);
    for (std::size_t i = 0; i < syntax_.attributes.size(); ++i) {
      attributes_of_[syntax_.attributes[i].body].push_back(i);
    }
    for (std::size_t i = 0; i < syntax_.blocks.size(); ++i) {
      blocks_of_[syntax_.blocks[i].parent].push_back(i);
    }
  }

  [[nodiscard]] bool parses() const { return !syntax_.problem; }

  // Depth is at most kMaxNesting: the parser refuses more.
  void WriteBody(std::size_t body, std::string& json) const {
    json += "\"attributes\":[";
    bool first = true;
    for (const std::size_t i : attributes_of_[body]) {
      const Attribute& attribute = syntax_.attributes[i];
      if (!first) json += ',';
      first = false;
      json += "{\"name\":" + JsonString(TextOf(text_, attribute.name)) +
              ",\"line\":" + LineOf(attribute.name.begin) +
              ",\"value\":" + JsonString(TextOf(text_, attribute.value)) + "}";
    }
    json += "],\"blocks\":[";
    first = true;
    for (const std::size_t i : blocks_of_[body]) {
      json += first ? "\n" : ",\n";
      first = false;
      WriteBlock(i, json);
    }
    json += "]";
  }

 private:
  void WriteBlock(std::size_t index, std::string& json) const {
    const Block& block = syntax_.blocks[index];
    json +=
        "{\"type\":" + JsonString(TextOf(text_, block.type)) + ",\"labels\":[";
    for (std::size_t i = 0; i < block.labels.size(); ++i) {
      if (i > 0) json += ',';
      json += JsonString(TextOf(text_, block.labels[i]));
    }
    const std::uint32_t last =
        std::max(block.braces.end, block.braces.begin + 1) - 1;
    json += "],\"line\":" + LineOf(block.header.begin) +
            ",\"end_line\":" + LineOf(last) + ",";
    WriteBody(index + 1, json);
    json += "}";
  }

  std::string LineOf(std::uint32_t offset) const {
    const auto before =
        std::lower_bound(newlines_.begin(), newlines_.end(), offset);
    return std::to_string(before - newlines_.begin() + 1);
  }

  std::string_view text_;
  Syntax syntax_;
  std::vector<std::size_t> newlines_;
  std::vector<std::vector<std::size_t>> attributes_of_, blocks_of_;  // By body.
};

}  // namespace

std::string BlocksJson(const DecodedModule& module) {
  std::string json = "{\"schema\":\"pastiche.terraform.blocks/1\",\"files\":[";
  for (std::size_t f = 0; f < module.files.size(); ++f) {
    const FileReport report(module.files[f].text);
    json += f == 0 ? "\n" : ",\n";
    json += "{\"name\":" + JsonString(module.files[f].name) +
            ",\"parses\":" + (report.parses() ? "true" : "false") + ",";
    report.WriteBody(0, json);
    json += "}";
  }
  return json + "]}\n";
}

}  // namespace pastiche::terraform
