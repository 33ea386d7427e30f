// Checks of formats: files out and in.

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "framework/plugin/text_check.h"
#include "framework/validate/subject.h"

namespace pastiche {
namespace {

constexpr auto kMust = CheckLevel::kMust;
constexpr auto kShould = CheckLevel::kShould;

// Calls test(index, format, files) for each format that the first document can
// be written in.
template <typename Test>
void ForEachExport(CheckSubject& subject, const Test& test) {
  const auto& formats = subject.domain().formats();
  bool any = false;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (!formats[i].can_export) continue;
    any = true;
    std::vector<File> files =
        MustHave(subject.domain().Render(i, subject.corpus().front(), "{}"));
    for (File& file : files) {
      if (file.name.empty()) file.name = "file." + formats[i].extension;
    }
    test(i, formats[i], files);
  }
  if (!any) throw Skipped("it exports no format");
}

void Signatures(CheckSubject& subject) {
  using namespace std::string_view_literals;
  struct Known {
    std::string_view media_type;
    std::string_view begin;
  };
  constexpr Known kKnown[] = {{"image/png", "\x89PNG\r\n\x1a\n"sv},
                              {"audio/midi", "MThd"sv},
                              {"audio/wav", "RIFF"sv},
                              {"audio/x-wav", "RIFF"sv},
                              {"audio/vnd.wave", "RIFF"sv},
                              {"image/svg+xml", "<"sv},
                              {"application/xml", "<"sv},
                              {"text/html", "<"sv}};
  ForEachExport(subject, [&](std::size_t, const FormatInfo& format,
                             const std::vector<File>& files) {
    const std::string& content = files.front().content;
    if (content.empty()) {
      throw Failed(fmt::format("format {} writes nothing", format.id));
    }
    for (const Known& known : kKnown) {
      if (format.media_type == known.media_type &&
          !content.starts_with(known.begin)) {
        throw Failed(fmt::format("format {} does not begin as {} does",
                                 format.id, format.media_type));
      }
    }
    if (format.text && FindInvalidText(content) != content.size()) {
      throw Failed(fmt::format("format {} is not UTF-8", format.id));
    }
  });
}

void RoundTrip(CheckSubject& subject) {
  bool any = false;
  ForEachExport(subject, [&](std::size_t i, const FormatInfo& format,
                             const std::vector<File>& files) {
    if (!format.can_import) return;
    any = true;
    const Import back = MustHave(subject.domain().ImportFiles(i, files, "{}"));
    if (back.documents.size() != 1) {
      throw Failed(fmt::format("format {}: one document written, {} read",
                               format.id, back.documents.size()));
    }
    if (back.documents.front().tokens != subject.corpus().front().tokens) {
      throw Failed(
          fmt::format("format {}: what was written is read as "
                      "something else",
                      format.id));
    }
  });
  if (!any) throw Skipped("it has no format that it both writes and reads");
}

void Damaged(CheckSubject& subject) {
  ForEachExport(subject, [&](std::size_t i, const FormatInfo& format,
                             const std::vector<File>& files) {
    if (!format.can_import) return;
    for (int round = 0; round < 80; ++round) {
      std::vector<File> damaged = files;
      std::string& content = damaged.front().content;
      if (round % 2 == 0) {
        content.resize(subject.rng().NextBelow(content.size() + 1));
      }
      for (int flip = 0; flip < round % 7 && !content.empty(); ++flip) {
        const std::size_t at = subject.rng().NextBelow(content.size());
        content[at] = static_cast<char>(
            content[at] ^ (1 << subject.rng().NextBelow(format.text ? 7 : 8)));
      }
      AnswersOrRefuses(subject.domain().ImportFiles(i, damaged, "{}"));
    }
  });
}

void NoFiles(CheckSubject& subject) {
  const auto& formats = subject.domain().formats();
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (!formats[i].can_import) continue;
    const std::vector<File> empty = {{"empty." + formats[i].extension, ""}};
    AnswersOrRefuses(subject.domain().ImportFiles(i, empty, "{}"));
  }
}

void RenderRefused(CheckSubject& subject) {
  const RawInstance& raw = subject.raw();
  if (raw.t.formats.render == nullptr) throw Skipped("it has no render()");
  const Document& document = subject.corpus().front();
  pst_document view = {};
  view.struct_size = sizeof view;
  view.name = {document.name.data(), document.name.size()};
  view.tokens = {document.tokens.data(), document.tokens.size()};
  view.payload = document.payload.empty() ? nullptr : document.payload.data();
  const pst_bytes options = {"{}", 2};
  const auto& formats = subject.domain().formats();
  for (std::uint32_t i = 0; i < formats.size(); ++i) {
    if (!formats[i].can_export) continue;
    MustHeedRefusals("render()", [&](pst_sink* sink) {
      return raw.t.formats.render(raw.self, i, &view, &options, sink);
    });
  }
}

void Repeats(CheckSubject& subject) {
  ForEachExport(subject, [&](std::size_t i, const FormatInfo& format,
                             const std::vector<File>& files) {
    const auto again =
        MustHave(subject.domain().Render(i, subject.corpus().front(), "{}"));
    if (again.front().content != files.front().content) {
      throw Failed(
          fmt::format("format {} is written differently the second "
                      "time",
                      format.id));
    }
  });
}

void Preview(CheckSubject& subject) {
  const auto& formats = subject.domain().formats();
  if (std::none_of(formats.begin(), formats.end(), [](const FormatInfo& f) {
        return f.can_export && f.text && f.preview;
      })) {
    throw Failed("no text format is meant to be looked at on a terminal");
  }
}

}  // namespace

void AddFormatChecks(std::vector<Check>& checks) {
  const std::vector<Check> mine = {
      {"formats.signature", kMust, "files begin as their media type says",
       Signatures},
      {"formats.round-trip", kShould, "reads back what it wrote", RoundTrip},
      {"formats.damaged", kMust, "survives cut and altered files", Damaged,
       true, true},
      {"formats.empty", kMust, "answers or refuses empty files", NoFiles},
      {"formats.refused", kMust, "render() stops when its sink refuses",
       RenderRefused},
      {"formats.repeats", kMust, "writes the same bytes every time", Repeats},
      {"formats.preview", kShould, "has something to show on a terminal",
       Preview}};
  checks.insert(checks.end(), mine.begin(), mine.end());
}

}  // namespace pastiche
