#include "host/report_media.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace pastiche::host {
namespace {

using Kind = ReportMedia::Kind;

constexpr std::array<std::string_view, 4> kPictures = {
    "image/svg+xml", "image/png", "image/webp", "image/jpeg"};
constexpr std::array<std::string_view, 4> kSounds = {"audio/wav", "audio/x-wav",
                                                     "audio/flac", "audio/ogg"};

// The first of `types` that the domain writes.
template <std::size_t N>
std::optional<std::size_t> FormatOf(
    const Domain& domain, const std::array<std::string_view, N>& types) {
  for (const std::string_view type : types) {
    for (std::size_t i = 0; i < domain.formats().size(); ++i) {
      const FormatInfo& format = domain.formats()[i];
      if (format.can_export && format.media_type == type) return i;
    }
  }
  return std::nullopt;
}

// Adds the document in that format; several files are one after the other.
Result<void> Add(const Session& session, const Document& document,
                 std::size_t format, Kind kind, std::size_t most_bytes,
                 std::vector<ReportMedia>& media) {
  auto files = session.Render(format, document);
  if (!files) return Fail(files);
  for (File& file : *files) {
    if (file.content.size() > most_bytes) continue;
    media.push_back(
        {.kind = kind,
         .media_type = session.domain().formats()[format].media_type,
         .content = std::move(file.content)});
  }
  return {};
}

}  // namespace

Result<std::vector<ReportMedia>> RenderForReport(const Session& session,
                                                 const Document& document,
                                                 bool with_sound,
                                                 std::size_t most_bytes) {
  const Domain& domain = session.domain();
  std::vector<ReportMedia> media;
  if (const auto picture = FormatOf(domain, kPictures)) {
    const auto added =
        Add(session, document, *picture, Kind::kPicture, most_bytes, media);
    if (!added) return Fail(added);
  }
  if (media.empty()) {
    auto text = domain.Decode(document.tokens);
    if (!text) return Fail(text);
    if (text->size() > most_bytes) text->resize(most_bytes);
    media.push_back({.media_type = "text/plain", .content = std::move(*text)});
  }
  if (const auto sound = FormatOf(domain, kSounds); sound && with_sound) {
    const auto added =
        Add(session, document, *sound, Kind::kSound, most_bytes, media);
    if (!added) return Fail(added);
  }
  return media;
}

}  // namespace pastiche::host
