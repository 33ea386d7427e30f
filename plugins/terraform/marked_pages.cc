#include "plugins/terraform/marked_pages.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "plugins/terraform/marked_text.h"
#include "plugins/terraform/unicode.h"

namespace pastiche::terraform {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kTabColumns = 4;
constexpr int kLineHeight = 18, kBaseline = 13, kMargin = 12;
// The advance of a monospace character at 13 px, in tenths of a pixel.
constexpr std::size_t kAdvance = 78;

struct Colours {
  const char* name;  // Of the class.
  const char* light;
  const char* dark;
};

// Index = Ink.
constexpr std::array<Colours, 7> kInks = {{{"p", "#24292f", "#e6edf3"},
                                           {"b", "#0550ae", "#79c0ff"},
                                           {"k", "#116329", "#7ee787"},
                                           {"s", "#0a3069", "#a5d6ff"},
                                           {"n", "#953800", "#ffa657"},
                                           {"t", "#8250df", "#d2a8ff"},
                                           {"c", "#6e7781", "#8b949e"}}};
// Index = level of surprise - 1.
constexpr std::array<Colours, kSurpriseLevels> kMarks = {
    {{"m1", "#fff3c4", "#4d3d00"},
     {"m2", "#ffd8a8", "#6b3a00"},
     {"m3", "#ffb3b3", "#7d1f1f"}}};

const char* NameOf(Ink ink) {
  return kInks[static_cast<std::size_t>(ink)].name;
}

std::string OneDecimal(double value) {
  std::array<char, 32> digits;
  const auto end =
      std::to_chars(digits.data(), digits.data() + digits.size(),
                    std::clamp(value, 0.0, 1e6), std::chars_format::fixed, 1);
  return {digits.data(), end.ptr};
}

// `property`: "color" and "background" of HTML, "fill" of SVG for both.
std::string Rules(std::string_view ink_property, std::string_view mark_property,
                  const char* Colours::*shade) {
  std::string css;
  for (const Colours& each : kInks) {
    css += std::string(".") + each.name + "{" + std::string(ink_property) +
           ":" + each.*shade + "}";
  }
  for (const Colours& each : kMarks) {
    css += std::string(".") + each.name + "{" + std::string(mark_property) +
           ":" + each.*shade + "}";
  }
  return css;
}

std::string TitleOf(const DecodedFile& file) {
  return file.name.empty() ? "main.tf" : file.name;
}

void AppendHtmlLine(const MarkedLine& line, std::string& html) {
  for (const MarkedRun& run : line) {
    if (run.level == 0 && run.ink == Ink::kPlain) {
      html += EscapeXml(run.text);
      continue;
    }
    html += std::string("<span class=\"") + NameOf(run.ink);
    if (run.level > 0) {
      html += std::string(" ") +
              kMarks[static_cast<std::size_t>(run.level - 1)].name +
              "\" title=\"" + OneDecimal(run.bits) + " bits";
    }
    html += "\">" + EscapeXml(run.text) + "</span>";
  }
}

// A line cut to kColumns: each run, where it begins and how many columns.
struct PlacedRun {
  MarkedRun run;
  std::string shown;
  std::size_t column, columns;
};

std::vector<PlacedRun> PlaceRuns(const MarkedLine& line) {
  std::vector<PlacedRun> placed;
  std::size_t column = 0;
  for (const MarkedRun& run : line) {
    PlacedRun next = {run, "", column, 0};
    for (std::size_t at = 0; at < run.text.size() && column < kColumns;) {
      const std::size_t length = DecodeUtf8(run.text, at).length;
      const bool tab = run.text[at] == '\t';
      if (tab) {
        next.shown.append(kTabColumns, ' ');
      } else {
        next.shown += run.text.substr(at, length);
      }
      column += tab ? kTabColumns : 1;
      at += length;
    }
    next.columns = column - next.column;
    if (next.columns > 0) placed.push_back(std::move(next));
  }
  return placed;
}

std::string Pixels(std::size_t columns) {
  const std::size_t tenths = kMargin * 10 + columns * kAdvance;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

void AppendSvgLine(const MarkedLine& line, std::size_t top, std::string& svg) {
  const std::vector<PlacedRun> runs = PlaceRuns(line);
  std::string text;
  for (const PlacedRun& each : runs) {
    if (each.run.level > 0) {
      const std::size_t tenths = each.columns * kAdvance;
      svg += std::string("<rect class=\"") +
             kMarks[static_cast<std::size_t>(each.run.level - 1)].name +
             "\" x=\"" + Pixels(each.column) + "\" y=\"" + std::to_string(top) +
             "\" width=\"" + std::to_string(tenths / 10) + "." +
             std::to_string(tenths % 10) + "\" height=\"" +
             std::to_string(kLineHeight) + "\"/>\n";
    }
    if (each.shown.find_first_not_of(' ') == std::string::npos) continue;
    text += std::string("<tspan class=\"") + NameOf(each.run.ink) + "\" x=\"" +
            Pixels(each.column) + "\">" + EscapeXml(each.shown) + "</tspan>";
  }
  if (text.empty()) return;
  svg += "<text y=\"" + std::to_string(top + kBaseline) + "\">" + text +
         "</text>\n";
}

}  // namespace

std::string HtmlPage(const DecodedModule& module,
                     std::span<const double> bits) {
  const std::vector<Surprise> surprises = SurprisesOf(module, bits);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<title>Terraform module</title>\n<style>\n"
      "body{font:14px sans-serif;margin:2em;background:#fff}"
      "pre{font:13px/1.4 monospace;counter-reset:line}"
      "code{counter-increment:line}"
      "code::before{content:counter(line);display:inline-block;width:3em;"
      "margin-right:1em;text-align:right;color:#8c959f}\n" +
      Rules("color", "background", &Colours::light) +
      "\n@media(prefers-color-scheme:dark){body{background:#0d1117;"
      "color:#e6edf3}" +
      Rules("color", "background", &Colours::dark) +
      "}\n</style>\n</head>\n<body>\n";
  for (std::size_t f = 0; f < module.files.size(); ++f) {
    const DecodedFile& file = module.files[f];
    const std::string title = EscapeXml(TitleOf(file));
    html += "<h2>" + title + "</h2>\n<pre class=\"p\">";
    std::size_t number = 0;
    for (const MarkedLine& line :
         MarkLines(file.text, SurprisesIn(surprises, f))) {
      html += "<code id=\"" + title + "-" + std::to_string(++number) + "\">";
      AppendHtmlLine(line, html);
      html += "</code>\n";
    }
    html += "</pre>\n";
  }
  return html + "</body>\n</html>\n";
}

std::string SvgPicture(const DecodedModule& module,
                       std::span<const double> bits, std::size_t lines) {
  const std::vector<Surprise> surprises = SurprisesOf(module, bits);
  std::string body;
  std::size_t top = kMargin, left = lines == 0 ? SIZE_MAX : lines;
  for (std::size_t f = 0; f < module.files.size() && left > 0; ++f) {
    const DecodedFile& file = module.files[f];
    if (f > 0) top += kLineHeight;
    body += "<text class=\"h\" x=\"" + std::to_string(kMargin) + "\" y=\"" +
            std::to_string(top + kBaseline) + "\">" + EscapeXml(TitleOf(file)) +
            "</text>\n";
    top += kLineHeight;
    for (const MarkedLine& line :
         MarkLines(file.text, SurprisesIn(surprises, f))) {
      if (left == 0) break;
      AppendSvgLine(line, top, body);
      top += kLineHeight;
      --left;
    }
  }
  const std::string width =
      std::to_string(2 * kMargin + static_cast<int>(kColumns * kAdvance / 10));
  const std::string height = std::to_string(top + kMargin);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width +
         "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height +
         "\">\n<style>text{font:13px monospace;white-space:pre}"
         ".h{font-weight:bold;fill:#57606a}" +
         Rules("fill", "fill", &Colours::light) +
         "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n" +
         body + "</svg>\n";
}

}  // namespace pastiche::terraform
