// The part of SinkRecorder that takes documents: tokens, their places in the
// input, and the numbers that travel with them.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "framework/plugin/sinks.h"
#include "framework/plugin/text_check.h"

namespace pastiche {
namespace {

// Whether every id is below the vocabulary size (or unknown, where allowed).
// Branch-free, so that it vectorises.
bool AllKnown(std::span<const std::uint32_t> ids, std::uint32_t vocabulary,
              bool unknown_allowed) {
  // UNKNOWN + 1 wraps to 0; adding it to both sides keeps one comparison.
  const std::uint32_t shift = unknown_allowed ? 1 : 0;
  std::uint32_t bad = 0;
  for (const std::uint32_t id : ids) {
    bad |= static_cast<std::uint32_t>(id + shift >= vocabulary + shift);
  }
  return bad == 0;
}

}  // namespace

pst_status SinkRecorder::Tokens(const std::uint32_t* ids,
                                const pst_source_span* where,
                                std::uint64_t count) {
  if (documents.empty()) return Breach("emitted tokens before next_document");
  if (count > use_.limits.tokens - token_count_) {
    return Refuse(
        PST_E_LIMIT,
        fmt::format("emitted more than {} tokens", use_.limits.tokens), false);
  }
  if (count == 0) return PST_OK;
  if (ids == nullptr) return Breach("emitted tokens from a NULL pointer");
  const std::span given(ids, static_cast<std::size_t>(count));
  if (!AllKnown(given, use_.vocabulary_size, use_.unknown_tokens)) {
    const auto bad = std::find_if(given.begin(), given.end(), [&](auto id) {
      return !AllKnown({&id, 1}, use_.vocabulary_size, use_.unknown_tokens);
    });
    return Breach(fmt::format(
        "emitted token {} at position {}, but its vocabulary has {} tokens",
        *bad,
        documents.back().tokens.size() +
            static_cast<std::size_t>(bad - given.begin()),
        use_.vocabulary_size));
  }
  if (!use_.file_sizes.empty()) {
    const pst_status status = KeepPlaces(where, count);
    if (status != PST_OK) return status;
  }
  std::vector<Token>& tokens = documents.back().tokens;
  tokens.insert(tokens.end(), given.begin(), given.end());
  token_count_ += count;
  return PST_OK;
}

// Tokens that stand nowhere in the input get an empty span where the one
// before them ended.
pst_status SinkRecorder::KeepPlaces(const pst_source_span* where,
                                    std::uint64_t count) {
  std::vector<SourceSpan>& kept = documents.back().where;
  for (std::uint64_t i = 0; i < count; ++i) {
    SourceSpan place;
    if (where != nullptr) {
      place = {where[i].begin, where[i].end, where[i].file};
    } else if (!kept.empty()) {
      place = {kept.back().end, kept.back().end, kept.back().file};
    }
    if (place.file >= use_.file_sizes.size() || place.begin > place.end ||
        place.end > use_.file_sizes[place.file]) {
      return Breach(fmt::format(
          "gave token {} the bytes [{}, {}) of file {}, outside the input",
          kept.size(), place.begin, place.end, place.file));
    }
    kept.push_back(place);
  }
  return PST_OK;
}

pst_status SinkRecorder::Payload(const double* values, std::uint64_t count) {
  if (documents.empty()) return Breach("emitted payload before next_document");
  const std::size_t channels = use_.channels.size();
  Document& document = documents.back();
  if (channels == 0) return Breach("emitted payload without having channels");
  if (count % channels != 0 ||
      count > document.tokens.size() * channels - document.payload.size()) {
    return Breach(fmt::format(
        "emitted {} payload values; {} tokens wait for {} each", count,
        document.tokens.size() - document.payload.size() / channels, channels));
  }
  if (count > 0 && values == nullptr) {
    return Breach("emitted payload from a NULL pointer");
  }
  for (std::uint64_t i = 0; i < count; ++i) {
    const ChannelInfo& channel = use_.channels[i % channels];
    // Also false for NaN.
    if (!(values[i] >= channel.lo && values[i] <= channel.hi)) {
      return Breach(fmt::format("emitted {} {}, outside {}..{}", channel.id,
                                values[i], channel.lo, channel.hi));
    }
  }
  document.payload.insert(document.payload.end(), values, values + count);
  return PST_OK;
}

pst_status SinkRecorder::NextDocument(const pst_document_info* info) {
  if (info == nullptr) return Breach("called next_document with NULL");
  const pst_status closed = documents.empty() ? PST_OK : CloseDocument();
  if (closed != PST_OK) return closed;
  if (use_.corpus && !documents.empty()) {
    return Breach("called next_document twice");
  }
  if (documents.size() >= use_.limits.documents) {
    return Refuse(
        PST_E_LIMIT,
        fmt::format("emitted more than {} documents", use_.limits.documents),
        false);
  }
  BoundaryCheck check;
  check.StructSize(info->struct_size, kFirstSize<pst_document_info>,
                   "a document's info");
  if (!check.ok()) return Breach("failed: " + check.breach());
  Document next;
  next.name = check.Text(info->name, "a document's name", kMaxNameBytes);
  if (!next.name.empty()) {
    check.SetPlace(fmt::format("document \"{}\": ", next.name));
  }
  next.license = check.Text(info->license, "the license", kMaxNameBytes,
                            use_.corpus ? BoundaryCheck::Empty::kRefused
                                        : BoundaryCheck::Empty::kAllowed);
  next.group = check.Text(info->group, "the group", kMaxNameBytes,
                          BoundaryCheck::Empty::kAllowed);
  if (!check.ok()) return Breach("failed: " + check.breach());
  documents.push_back(std::move(next));
  return PST_OK;
}

pst_status SinkRecorder::CloseDocument() {
  if (documents.empty()) return PST_OK;
  const Document& document = documents.back();
  const std::size_t expected = document.tokens.size() * use_.channels.size();
  if (!document.payload.empty() && document.payload.size() != expected) {
    return Breach(fmt::format(
        "emitted {} payload values for document \"{}\" of {} tokens, expected "
        "{}",
        document.payload.size(), document.name, document.tokens.size(),
        expected));
  }
  if (use_.corpus && document.tokens.empty()) {
    return Breach(
        fmt::format("emitted no tokens for document \"{}\"", document.name));
  }
  return PST_OK;
}

}  // namespace pastiche
