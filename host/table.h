// A plain-text table: a left-aligned first column, numbers right-aligned.

#ifndef PASTICHE_HOST_TABLE_H_
#define PASTICHE_HOST_TABLE_H_

#include <string>
#include <vector>

namespace pastiche::host {

class Table {
 public:
  explicit Table(std::vector<std::string> header);
  void Add(std::vector<std::string> row);
  // A blank line between groups of rows.
  void AddGap();
  [[nodiscard]] std::size_t row_count() const { return rows_.size(); }
  // Lines for a terminal.
  [[nodiscard]] std::string Text() const;
  [[nodiscard]] std::string Markdown() const;

 private:
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;  // An empty row is a gap.
};

// Terminal columns that UTF-8 `text` takes, one per code point.
[[nodiscard]] std::size_t DisplayWidth(const std::string& text);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_TABLE_H_
