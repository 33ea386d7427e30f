#include "host/unified_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace pastiche::host {
namespace {

constexpr std::size_t kContext = 3;
constexpr std::int64_t kMaxEdits = 2000;

using Lines = std::vector<std::string_view>;

// Lines with their ends, so that a missing last end is a difference.
Lines SplitLines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size =
        end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

struct Edit {
  char kind;  // ' ' kept, '-' taken out, '+' put in.
  std::string_view line;
};

void Replace(std::span<const std::string_view> a,
             std::span<const std::string_view> b, std::vector<Edit>& edits) {
  for (const auto line : a) edits.push_back({'-', line});
  for (const auto line : b) edits.push_back({'+', line});
}

// Myers' greedy search. trace[d] holds, for each diagonal k = x - y reached by
// d edits, the furthest x.
void AppendShortest(std::span<const std::string_view> a,
                    std::span<const std::string_view> b,
                    std::vector<Edit>& edits) {
  const auto n = static_cast<std::int64_t>(a.size());
  const auto m = static_cast<std::int64_t>(b.size());
  const std::int64_t most = std::min(n + m, kMaxEdits);
  std::vector<std::vector<std::int64_t>> trace;
  std::vector<std::int64_t> furthest(static_cast<std::size_t>(2 * most + 3), 0);
  const auto at = [most](std::int64_t k) {
    return static_cast<std::size_t>(k + most + 1);
  };
  std::int64_t found = -1;
  for (std::int64_t d = 0; d <= most && found < 0; ++d) {
    trace.emplace_back(
        furthest.begin() + static_cast<std::ptrdiff_t>(at(-d - 1)),
        furthest.begin() + static_cast<std::ptrdiff_t>(at(d + 1)) + 1);
    for (std::int64_t k = -d; k <= d; k += 2) {
      const bool down =
          k == -d || (k != d && furthest[at(k - 1)] < furthest[at(k + 1)]);
      std::int64_t x = down ? furthest[at(k + 1)] : furthest[at(k - 1)] + 1;
      while (x < n && x - k < m &&
             a[static_cast<std::size_t>(x)] ==
                 b[static_cast<std::size_t>(x - k)]) {
        ++x;
      }
      furthest[at(k)] = x;
      if (x >= n && x - k >= m) {
        found = d;
        break;
      }
    }
  }
  if (found < 0) return Replace(a, b, edits);
  std::vector<Edit> backwards;
  std::int64_t x = n, y = m;
  for (std::int64_t d = found; d > 0; --d) {
    const auto& before = trace[static_cast<std::size_t>(d)];
    const auto reached = [&](std::int64_t k) {  // Diagonals -d-1..d+1.
      return before[static_cast<std::size_t>(k + d + 1)];
    };
    const std::int64_t k = x - y;
    const bool down = k == -d || (k != d && reached(k - 1) < reached(k + 1));
    const std::int64_t from_x = down ? reached(k + 1) : reached(k - 1);
    const std::int64_t from_y = from_x - (down ? k + 1 : k - 1);
    while (x > (down ? from_x : from_x + 1)) {
      --x, --y;
      backwards.push_back({' ', a[static_cast<std::size_t>(x)]});
    }
    backwards.push_back(down ? Edit{'+', b[static_cast<std::size_t>(from_y)]}
                             : Edit{'-', a[static_cast<std::size_t>(from_x)]});
    x = from_x;
    y = from_y;
  }
  while (x > 0) backwards.push_back({' ', a[static_cast<std::size_t>(--x)]});
  edits.insert(edits.end(), backwards.rbegin(), backwards.rend());
}

std::vector<Edit> Compare(const Lines& a, const Lines& b) {
  std::size_t head = 0;
  while (head < std::min(a.size(), b.size()) && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < std::min(a.size(), b.size()) - head &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
    ++tail;
  }
  std::vector<Edit> edits;
  for (std::size_t i = 0; i < head; ++i) edits.push_back({' ', a[i]});
  AppendShortest(std::span(a).subspan(head, a.size() - head - tail),
                 std::span(b).subspan(head, b.size() - head - tail), edits);
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) {
    edits.push_back({' ', a[i]});
  }
  return edits;
}

std::string Range(std::size_t begin, std::size_t count) {
  // An empty range is named by the line before it.
  const std::size_t line = count == 0 ? begin : begin + 1;
  return count == 1 ? fmt::format("{}", line)
                    : fmt::format("{},{}", line, count);
}

}  // namespace

std::string UnifiedDiff(std::string_view before, std::string_view after,
                        std::string_view before_name,
                        std::string_view after_name) {
  if (before == after) return "";
  const std::vector<Edit> edits =
      Compare(SplitLines(before), SplitLines(after));
  std::string out = fmt::format("--- {}\n+++ {}\n", before_name, after_name);
  std::size_t line_a = 0, line_b = 0;  // At edits[i].
  for (std::size_t i = 0; i < edits.size();) {
    // The next change, and the last one that is close enough to share a hunk.
    std::size_t first = i;
    while (first < edits.size() && edits[first].kind == ' ') ++first;
    if (first == edits.size()) break;
    std::size_t last = first;
    for (std::size_t j = first;
         j < edits.size() && j <= last + 2 * kContext + 1; ++j) {
      if (edits[j].kind != ' ') last = j;
    }
    const std::size_t begin = std::max(i, first - std::min(first, kContext));
    const std::size_t end = std::min(edits.size(), last + 1 + kContext);
    line_a += begin - i;
    line_b += begin - i;
    std::size_t count_a = 0, count_b = 0;
    std::string body;
    for (std::size_t j = begin; j < end; ++j) {
      count_a += edits[j].kind != '+';
      count_b += edits[j].kind != '-';
      body += edits[j].kind;
      body += edits[j].line;
      if (!edits[j].line.ends_with('\n')) {
        body += "\n\\ No newline at end of file\n";
      }
    }
    out += fmt::format("@@ -{} +{} @@\n", Range(line_a, count_a),
                       Range(line_b, count_b)) +
           body;
    line_a += count_a;
    line_b += count_b;
    i = end;
  }
  return out;
}

std::string InLayoutOf(std::string_view original, std::string_view before,
                       std::string_view after) {
  const Lines laid_out = SplitLines(original), old = SplitLines(before);
  if (laid_out.size() != old.size()) return std::string(after);
  const bool carriage = !laid_out.empty() && laid_out.front().ends_with("\r\n");
  std::string text;
  std::size_t line = 0;  // Of the original.
  for (const Edit& edit : Compare(old, SplitLines(after))) {
    if (edit.kind != '+') {
      if (edit.kind == ' ') text += laid_out[line];
      ++line;
      continue;
    }
    const bool ended = edit.line.ends_with('\n');
    if (!carriage || !ended || edit.line.ends_with("\r\n")) {
      text += edit.line;
      continue;
    }
    text += edit.line.substr(0, edit.line.size() - 1);
    text += "\r\n";
  }
  return text;
}

}  // namespace pastiche::host
