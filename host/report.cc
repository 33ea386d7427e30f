// The page: per domain a table, charts, paired differences, examples.

#include "host/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/comparison_tables.h"
#include "host/html_text.h"
#include "host/report_chart.h"

namespace pastiche::host {
namespace {

const MetricValue* ValueOf(const MethodResult& method, const std::string& id) {
  const auto found = method.metrics.find(id);
  return found == method.metrics.end() ? nullptr : &found->second;
}

std::string Arrow(int direction) {
  if (direction == 0) return "";
  return direction < 0 ? " <span class=\"dim\">↓</span>"
                       : " <span class=\"dim\">↑</span>";
}

std::string Cell(const MethodCell& cell) {
  std::string html = cell.best ? "<td class=\"best\">" : "<td>";
  html += cell.value;
  if (!cell.error.empty()) {
    html += " <span class=\"error\">± " + cell.error + "</span>";
  }
  return html + "</td>";
}

std::string TableOf(const ReportDomain& domain, const std::string& label) {
  std::string html = fmt::format(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" "
      "aria-label=\"{}\"><table><thead><tr><th scope=\"col\">method</th>",
      HtmlEscape(label));
  for (const ReportColumn& column : domain.columns) {
    html +=
        fmt::format("<th scope=\"col\">{}{}{}</th>", HtmlEscape(column.title),
                    column.winners.empty() ? "" : "*", Arrow(column.direction));
  }
  html += "</tr></thead><tbody>\n";
  for (const MethodRow& row : MethodRows(domain.comparison, domain.columns)) {
    const std::string kind(NameOf(row.method->kind));
    html += fmt::format(
        "<tr class=\"{}{}\"><th scope=\"row\">{} <span "
        "class=\"kind\">{}</span></th>",
        kind, row.begins_kind ? " first" : "", HtmlEscape(row.method->name),
        kind);
    for (const MethodCell& cell : row.cells) html += Cell(cell);
    html += "</tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

// What stands under the table: which metrics junk wins.
std::string Marks(const ReportDomain& domain) {
  std::string text;
  for (const ReportColumn& column : domain.columns) {
    if (column.winners.empty()) continue;
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", column.title,
                        fmt::join(column.winners, ", "));
  }
  if (text.empty()) return "";
  return "<p class=\"dim\">* A control that copies or repeats is at least as "
         "good as every method: shown, never used to rank. " +
         HtmlEscape(text) + ".</p>\n";
}

std::string Charts(const ReportDomain& domain) {
  std::string html;
  for (const ReportColumn& column : domain.columns) {
    std::vector<ChartRow> rows;
    for (const MethodResult& method : domain.comparison.methods) {
      const MetricValue* value = ValueOf(method, column.id);
      if (value == nullptr) continue;
      rows.push_back({.name = method.name,
                      .kind = std::string(NameOf(method.kind)),
                      .mean = value->mean,
                      .standard_error = value->standard_error});
    }
    if (rows.size() < 2) continue;
    const std::string better = column.direction < 0   ? "less is better"
                               : column.direction > 0 ? "more is better"
                                                      : "";
    html += fmt::format(
        "<figure><figcaption>{}{} <span class=\"dim\">{}</span></figcaption>"
        "{}</figure>\n",
        HtmlEscape(column.title), column.winners.empty() ? "" : "*", better,
        IntervalChart(
            "chart-" + domain.comparison.domain + "-" + column.id,
            fmt::format("{} of each method in {}, with standard errors",
                        column.title, domain.name),
            rows));
  }
  if (html.empty()) return "";
  return "<h3>Charts</h3>\n<div class=\"charts\">" + html + "</div>\n";
}

// Ours less the best baseline, document by document.
std::string Pairs(const ReportDomain& domain) {
  std::string html;
  for (const MethodResult& method : domain.comparison.methods) {
    for (const ReportColumn& column : domain.columns) {
      const MetricValue* value = ValueOf(method, column.id);
      if (value == nullptr || value->versus.baseline.empty()) continue;
      const auto other = std::find_if(
          domain.comparison.methods.begin(), domain.comparison.methods.end(),
          [&](const auto& m) { return m.name == value->versus.baseline; });
      if (other == domain.comparison.methods.end()) continue;
      const MetricValue* theirs = ValueOf(*other, column.id);
      if (theirs == nullptr ||
          theirs->per_document.size() != value->per_document.size()) {
        continue;
      }
      std::vector<double> differences;
      for (std::size_t i = 0; i < value->per_document.size(); ++i) {
        const double less = value->per_document[i] - theirs->per_document[i];
        if (!std::isnan(less)) differences.push_back(less);
      }
      const std::string title = fmt::format(
          "{}: {} less {}", column.title, method.name, value->versus.baseline);
      const std::string chart = DifferenceChart(
          fmt::format("pairs-{}-{}-{}", domain.comparison.domain, method.name,
                      column.id),
          title, differences);
      if (chart.empty()) continue;
      html += fmt::format(
          "<figure><figcaption>{} <span class=\"dim\">ratio {:.3f}</span>"
          "</figcaption>{}</figure>\n",
          HtmlEscape(title), value->versus.ratio, chart);
    }
  }
  if (html.empty()) return "";
  return "<h3>Document by document</h3>\n<p>Ours less the best baseline of "
         "this comparison on the same documents. Documents differ more than "
         "methods do, so this is what tells methods apart.</p>\n<div "
         "class=\"charts\">" +
         html + "</div>\n";
}

std::string Media(const ReportMedia& media, const std::string& caption) {
  switch (media.kind) {
    case ReportMedia::Kind::kPicture:
      return fmt::format(
          "<div class=\"picture\" tabindex=\"0\" role=\"region\" "
          "aria-label=\"{0}\"><img alt=\"{0}\" src=\"{1}\"></div>\n",
          HtmlEscape(caption), DataUri(media.media_type, media.content));
    case ReportMedia::Kind::kSound:
      return fmt::format(
          "<audio controls preload=\"none\" aria-label=\"{}\" "
          "src=\"{}\"></audio>\n",
          HtmlEscape("sound of " + caption),
          DataUri(media.media_type, media.content));
    case ReportMedia::Kind::kText:
      return fmt::format("<pre tabindex=\"0\" aria-label=\"{}\">{}</pre>\n",
                         HtmlEscape(caption), HtmlEscape(media.content));
  }
  return "";
}

std::string Examples(const ReportDomain& domain) {
  std::string html;
  for (const MethodResult& method : domain.comparison.methods) {
    const auto found = domain.examples.find(method.name);
    if (found == domain.examples.end() || found->second.empty()) continue;
    html += fmt::format(
        "<figure><figcaption>{} <span class=\"dim\">{}</span>"
        "</figcaption>\n",
        HtmlEscape(method.name), NameOf(method.kind));
    std::size_t number = 0;
    for (const ReportMedia& media : found->second) {
      html += Media(media, fmt::format("sample {} of {} in {}", ++number,
                                       method.name, domain.name));
    }
    html += "</figure>\n";
  }
  if (html.empty()) return "";
  return "<h3>Samples</h3>\n<p>The first samples of the first seed, not "
         "chosen.</p>\n<div class=\"examples\">" +
         html + "</div>\n";
}

std::string Section(const ReportDomain& domain) {
  const DomainComparison& comparison = domain.comparison;
  std::string html = fmt::format(
      "<section aria-labelledby=\"{0}\"><h2 id=\"{0}\">{1}</h2>\n"
      "<p>{2} documents ({3} tokens) are the memory, judged by {4} held out "
      "({5} tokens{6}). Errors are over documents for bits, over seeds for "
      "samples. Bold: the best of ours and the baselines.</p>\n",
      HtmlEscape(comparison.domain), HtmlEscape(domain.name),
      comparison.corpus.documents, comparison.corpus.tokens,
      comparison.heldout.documents, comparison.heldout.tokens,
      domain.split_by_host ? "; every fifth group" : "");
  html += TableOf(domain, "results in " + domain.name) + Marks(domain);
  html += Charts(domain) + Pairs(domain) + Examples(domain);
  html +=
      "<h3>Corpus</h3>\n<dl><dt>SHA-256 of names and tokens</dt><dd><code>" +
      HtmlEscape(comparison.corpus.sha256) + "</code></dd></dl>\n";
  for (const MethodResult& method : comparison.methods) {
    for (const std::string& note : method.notes) {
      html += "<p class=\"dim\">" + HtmlEscape(method.name + ": " + note) +
              "</p>\n";
    }
  }
  return html + "</section>\n";
}

// JSON inside a script element must not close it.
std::string ScriptData(std::string_view json) {
  std::string safe;
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

}  // namespace

std::string ReportPage(const Report& report) {
  std::string html =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<title>Pastiche: comparison</title>\n<style>";
  html += ReportStyle();
  html +=
      "</style></head><body>\n<header><h1>Pastiche: comparison</h1>\n"
      "<p>Sequences generated from examples alone, beside baselines and "
      "controls.</p>\n<nav aria-label=\"domains\"><ul>";
  for (const ReportDomain& domain : report.domains) {
    html += fmt::format("<li><a href=\"#{}\">{}</a></li>",
                        HtmlEscape(domain.comparison.domain),
                        HtmlEscape(domain.name));
  }
  html +=
      "<li><a href=\"#made\">How this was made</a></li></ul></nav></header>"
      "\n<main>\n";
  for (const ReportDomain& domain : report.domains) html += Section(domain);
  html += fmt::format(
      "<section aria-labelledby=\"made\"><h2 id=\"made\">How this was made</h2>"
      "\n<pre class=\"command\" tabindex=\"0\" aria-label=\"command "
      "line\">{}</pre>\n<dl><dt>Version</dt><dd>{}</dd><dt>Seeds</dt><dd>{}"
      "</dd><dt>Samples per seed</dt><dd>{}</dd><dt>Machine</dt><dd>{}</dd>"
      "</dl></section>\n</main>\n<footer><p class=\"dim\">The same seed, "
      "corpus "
      "and version give the same figures; times depend on the "
      "machine.</p></footer>\n<script type=\"application/json\" "
      "id=\"result\">{}</script>\n</body></html>\n",
      HtmlEscape(report.command_line), HtmlEscape(report.version),
      HtmlEscape(report.seeds), report.samples, HtmlEscape(report.machine),
      ScriptData(report.data));
  return html;
}

}  // namespace pastiche::host
