// Laying out tables.

#include "host/table.h"

#include <algorithm>
#include <cassert>

namespace pastiche::host {

std::size_t DisplayWidth(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(),
      [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Table::Table(std::vector<std::string> header) : header_(std::move(header)) {}

void Table::Add(std::vector<std::string> row) {
  assert(row.size() == header_.size());
  rows_.push_back(std::move(row));
}

void Table::AddGap() { rows_.emplace_back(); }

std::string Table::Text() const {
  std::vector<std::size_t> widths;
  for (const std::string& cell : header_) widths.push_back(DisplayWidth(cell));
  for (const auto& row : rows_) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      widths[c] = std::max(widths[c], DisplayWidth(row[c]));
    }
  }
  std::string text;
  const auto line = [&](const std::vector<std::string>& row) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      const std::string pad(widths[c] - DisplayWidth(row[c]), ' ');
      text += c == 0 ? row[c] + pad : "  " + pad + row[c];
    }
    while (!text.empty() && text.back() == ' ') text.pop_back();
    text += '\n';
  };
  line(header_);
  for (const auto& row : rows_) line(row);
  return text;
}

std::string Table::Markdown() const {
  std::string text;
  const auto line = [&](const std::vector<std::string>& row) {
    text += '|';
    for (const std::string& cell : row) text += ' ' + cell + " |";
    text += '\n';
  };
  line(header_);
  text += '|';
  for (std::size_t c = 0; c < header_.size(); ++c) {
    text += c == 0 ? " --- |" : " ---: |";
  }
  text += '\n';
  for (const auto& row : rows_) {
    if (!row.empty()) line(row);
  }
  return text;
}

}  // namespace pastiche::host
