#include "host/report_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "framework/evaluate/statistics.h"
#include "host/html_text.h"

namespace pastiche::host {
namespace {

// In units of the SVG's view box; it scales with the page.
constexpr double kLabelWidth = 130.0, kPlotWidth = 200.0, kValueWidth = 115.0;
constexpr double kRowHeight = 20.0, kTop = 6.0, kAxisHeight = 22.0;
constexpr double kWidth = kLabelWidth + kPlotWidth + kValueWidth;

// What lies between the ends of the axis.
struct Scale {
  double lo, hi;
  [[nodiscard]] double X(double value) const {
    return kLabelWidth + (value - lo) / (hi - lo) * kPlotWidth;
  }
};

// The smallest of 1, 2, 5 x 10^k that cuts the range into at most five parts.
double StepOf(double range) {
  const double rough = range / 5.0;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) return factor * power;
  }
  return 10.0 * power;
}

std::string Begin(const std::string& id, const std::string& title,
                  double height) {
  return fmt::format(
      "<svg class=\"chart\" role=\"img\" aria-labelledby=\"{0}\" viewBox=\"0 0 "
      "{1:.0f} {2:.0f}\" xmlns=\"http://www.w3.org/2000/svg\"><title "
      "id=\"{0}\">{3}</title>\n",
      id, kWidth, height, HtmlEscape(title));
}

std::string Axis(const Scale& scale, double bottom) {
  std::string svg;
  const double step = StepOf(scale.hi - scale.lo);
  const auto first = static_cast<long>(std::ceil(scale.lo / step - 1e-9));
  for (long i = first; static_cast<double>(i) * step <= scale.hi + step * 1e-9;
       ++i) {
    const double value = static_cast<double>(i) * step;
    svg += fmt::format(
        "<line class=\"{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" "
        "y2=\"{:.1f}\"/><text class=\"tick\" x=\"{:.1f}\" y=\"{:.1f}\">{:.4g}"
        "</text>\n",
        i == 0 ? "zero" : "grid", scale.X(value), scale.X(value), kTop, bottom,
        scale.X(value), bottom + 15.0, i == 0 ? 0.0 : value);
  }
  return svg;
}

std::string Mark(const Scale& scale, const std::string& kind, double y,
                 double mean, const std::optional<double>& error) {
  std::string svg;
  if (error) {
    svg += fmt::format(
        "<line class=\"bar {}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" "
        "y2=\"{:.1f}\"/>",
        kind, scale.X(mean - *error), scale.X(mean + *error), y, y);
  }
  return svg + fmt::format(
                   "<circle class=\"mark {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" "
                   "r=\"4.5\"/>\n",
                   kind, scale.X(mean), y);
}

Scale ScaleOf(double lo, double hi) {
  if (hi - lo <= 0.0) hi = lo + 1.0;
  return {lo, hi};
}

}  // namespace

std::string IntervalChart(const std::string& id, const std::string& title,
                          std::span<const ChartRow> rows) {
  if (rows.empty()) return "";
  double lo = 0.0, hi = 0.0;
  for (const ChartRow& row : rows) {
    const double error = row.standard_error.value_or(0.0);
    lo = std::min(lo, row.mean - error);
    hi = std::max(hi, row.mean + error);
  }
  const Scale scale = ScaleOf(lo, hi);
  const double bottom = kTop + kRowHeight * static_cast<double>(rows.size());
  std::string svg = Begin(id, title, bottom + kAxisHeight);
  svg += Axis(scale, bottom);
  double y = kTop + kRowHeight / 2.0;
  for (const ChartRow& row : rows) {
    svg +=
        fmt::format("<text class=\"name\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                    kLabelWidth - 10.0, y + 4.0, HtmlEscape(row.name));
    svg += Mark(scale, row.kind, y, row.mean, row.standard_error);
    std::string number = fmt::format("{:.4g}", row.mean);
    if (row.standard_error) {
      number += fmt::format(" ± {:.2g}", *row.standard_error);
    }
    svg +=
        fmt::format("<text class=\"value\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>",
                    kLabelWidth + kPlotWidth + 10.0, y + 4.0, number);
    y += kRowHeight;
  }
  return svg + "</svg>\n";
}

std::string DifferenceChart(const std::string& id, const std::string& title,
                            std::span<const double> differences) {
  if (differences.size() < 2) return "";
  double lo = 0.0, hi = 0.0;
  for (const double each : differences) {
    lo = std::min(lo, each);
    hi = std::max(hi, each);
  }
  const Scale scale = ScaleOf(lo, hi);
  const double bottom = kTop + 2.0 * kRowHeight;
  std::string svg = Begin(id, title, bottom + kAxisHeight);
  svg += Axis(scale, bottom);
  const double first = kTop + kRowHeight / 2.0, second = first + kRowHeight;
  svg += fmt::format(
      "<text class=\"name\" x=\"{0:.1f}\" y=\"{1:.1f}\">documents</text>"
      "<text class=\"name\" x=\"{0:.1f}\" y=\"{2:.1f}\">mean</text>",
      kLabelWidth - 10.0, first + 4.0, second + 4.0);
  for (const double each : differences) {
    svg += fmt::format(
        "<circle class=\"dot\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\"/>",
        scale.X(each), first);
  }
  const Estimate estimate = MeanOf(differences);
  svg += Mark(scale, "ours", second, estimate.mean, estimate.standard_error);
  svg += fmt::format(
      "<text class=\"value\" x=\"{:.1f}\" y=\"{:.1f}\">{:.3g}{}"
      "</text></svg>\n",
      kLabelWidth + kPlotWidth + 10.0, second + 4.0, estimate.mean,
      estimate.standard_error
          ? fmt::format(" ± {:.2g}", *estimate.standard_error)
          : "");
  return svg;
}

}  // namespace pastiche::host
