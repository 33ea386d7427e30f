// The part of AbiDomain between text and tokens: codec, corpus, formats.

#include <fmt/format.h>

#include <unordered_set>
#include <utility>

#include "framework/plugin/abi_domain.h"
#include "framework/plugin/raw_view.h"
#include "framework/plugin/read_options.h"
#include "framework/plugin/text_check.h"

namespace pastiche {
namespace {

// What the user's text has to be before a plugin sees it.
Result<void> CheckText(std::string_view text, std::uint32_t file) {
  const std::size_t at = FindInvalidText(text);
  if (at == text.size()) return {};
  Diagnostic diagnostic;
  diagnostic.begin = at;
  diagnostic.end = at + 1;
  diagnostic.file = file;
  diagnostic.message = fmt::format(
      "byte {:#04x} at offset {} is {}", static_cast<unsigned char>(text[at]),
      at, text[at] == '\0' ? "NUL, which text cannot hold" : "not UTF-8");
  diagnostic.mend = "save the file as UTF-8 text";
  Error error{ErrorCode::kInvalidArgument, diagnostic.message, diagnostic.mend};
  error.diagnostics.push_back(std::move(diagnostic));
  return tl::unexpected<Error>(std::move(error));
}

std::string WithoutExtension(const std::string& name) {
  const std::size_t dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? name : name.substr(0, dot);
}

Error IndexError(const char* what, std::size_t index, std::size_t count) {
  return Error{
      ErrorCode::kInvalidArgument,
      fmt::format("there is no {} {}: there are {}", what, index, count), ""};
}

}  // namespace

Result<Document> AbiDomain::Encode(std::string_view text) const {
  if (Result<void> fine = CheckText(text, 0); !fine) return Fail(fine);
  SinkUse use = Use(kSinkTokens | kSinkDiagnostics | kSinkProgress);
  use.file_sizes = {text.size()};
  SinkRecorder sink(std::move(use));
  const pst_bytes raw = RawView(text);
  const Result<bool> done = gate_.Ask("encode", &sink, Answers::kOk, [&] {
    return tables_.codec.encode(self_, &raw, sink.sink());
  });
  if (!done) return Fail(done);
  return std::move(sink.documents.front());
}

Result<std::string> AbiDomain::Decode(TokenSpan tokens) const {
  if (Result<void> fine = CheckTokens(tokens, false); !fine) return Fail(fine);
  SinkUse use = Use(kSinkBytes | kSinkDiagnostics);
  use.text = true;
  use.positions = tokens.size();
  use.loose_places = true;
  SinkRecorder sink(std::move(use));
  const pst_tokens raw = RawView(tokens);
  const Result<bool> done = gate_.Ask("decode", &sink, Answers::kOk, [&] {
    return tables_.codec.decode(self_, &raw, sink.sink());
  });
  if (!done) return Fail(done);
  return sink.files.empty() ? std::string()
                            : std::move(sink.files.front().content);
}

Result<std::vector<Document>> AbiDomain::Corpus() const {
  std::vector<Document> documents;
  std::unordered_set<std::string> names;
  SinkLimits limits = limits_;
  for (std::uint64_t i = 0; i < tables_.corpus.document_count; ++i) {
    SinkUse use = Use(kSinkDocuments | kSinkTokens | kSinkPayload);
    use.corpus = true;
    use.limits = limits;
    SinkRecorder sink(std::move(use));
    const Result<bool> done = gate_.Ask("document", &sink, Answers::kOk, [&] {
      return tables_.corpus.document(self_, i, sink.sink());
    });
    if (!done) return Fail(done);
    Document& document = sink.documents.front();
    if (!names.insert(document.name).second) {
      return tl::unexpected<Error>(gate_.Breach(
          "document",
          fmt::format("gave two documents the name \"{}\"", document.name)));
    }
    limits.tokens -= document.tokens.size();
    documents.push_back(std::move(document));
  }
  return documents;
}

Result<std::vector<File>> AbiDomain::Render(std::size_t index,
                                            const Document& document,
                                            std::string_view options) const {
  if (index >= formats_.size()) {
    return tl::unexpected<Error>(IndexError("format", index, formats_.size()));
  }
  const FormatInfo& format = formats_[index];
  if (!format.can_export) {
    return Fail(
        ErrorCode::kUnsupported,
        fmt::format("{} cannot write the format {}", info().id, format.id));
  }
  Result<void> fine = CheckTokens(document.tokens, false);
  if (fine) fine = CheckOptions(options, source_.options, &OptionInfo::render);
  if (!fine) return Fail(fine);
  if (tables_.formats.render == nullptr) {  // PlainFormats().
    Result<std::string> text = Decode(document.tokens);
    if (!text) return Fail(text);
    return std::vector<File>{{"", std::move(*text)}};
  }
  const std::size_t values = document.tokens.size() * channels_.size();
  if (!document.payload.empty() && document.payload.size() != values) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("the document has {} payload values, expected {}",
                            document.payload.size(), values));
  }
  SinkUse use = Use(kSinkBytes | kSinkFiles | kSinkDiagnostics);
  use.text = format.text;
  use.positions = document.tokens.size();
  use.loose_places = true;
  SinkRecorder sink(std::move(use));
  const pst_document raw = {
      sizeof(pst_document), RawView(document.name), RawView(document.tokens),
      document.payload.empty() ? nullptr : document.payload.data()};
  const pst_bytes raw_options = RawView(options);
  const Result<bool> done = gate_.Ask("render", &sink, Answers::kOk, [&] {
    return tables_.formats.render(self_, static_cast<std::uint32_t>(index),
                                  &raw, &raw_options, sink.sink());
  });
  if (!done) return Fail(done);
  if (sink.files.empty()) sink.files.emplace_back();  // Wrote nothing.
  return std::move(sink.files);
}

Result<Import> AbiDomain::ImportText(std::span<const File> files) const {
  Import import;
  for (std::uint32_t i = 0; i < files.size(); ++i) {
    Result<Document> document = Encode(files[i].content);
    if (!document) {
      Error error = document.error();
      error.message = fmt::format("{}: {}", files[i].name, error.message);
      for (Diagnostic& diagnostic : error.diagnostics) diagnostic.file = i;
      return tl::unexpected<Error>(std::move(error));
    }
    document->name = WithoutExtension(files[i].name);
    for (SourceSpan& place : document->where) place.file = i;
    import.documents.push_back(std::move(*document));
  }
  return import;
}

Result<Import> AbiDomain::ImportFiles(std::size_t index,
                                      std::span<const File> files,
                                      std::string_view options) const {
  if (index >= formats_.size()) {
    return tl::unexpected<Error>(IndexError("format", index, formats_.size()));
  }
  const FormatInfo& format = formats_[index];
  if (!format.can_import) {
    return Fail(
        ErrorCode::kUnsupported,
        fmt::format("{} cannot read the format {}", info().id, format.id));
  }
  Result<void> fine =
      CheckOptions(options, source_.options, &OptionInfo::import);
  std::vector<pst_file> raw;
  SinkUse use = Use(kSinkDocuments | kSinkTokens | kSinkPayload |
                    kSinkDiagnostics | kSinkProgress);
  for (std::uint32_t i = 0; fine && i < files.size(); ++i) {
    fine = CheckText(files[i].name, i);
    if (fine && format.text) fine = CheckText(files[i].content, i);
    if (!fine)
      fine.error().message = files[i].name + ": " + fine.error().message;
    raw.push_back({RawView(files[i].name), RawView(files[i].content)});
    use.file_sizes.push_back(files[i].content.size());
  }
  if (!fine) return Fail(fine);
  if (files.empty()) return Import{};
  if (tables_.formats.import_files == nullptr) return ImportText(files);
  SinkRecorder sink(std::move(use));
  const pst_bytes raw_options = RawView(options);
  const Result<bool> done = gate_.Ask("import_files", &sink, Answers::kOk, [&] {
    return tables_.formats.import_files(
        self_, static_cast<std::uint32_t>(index), raw.data(), raw.size(),
        &raw_options, sink.sink());
  });
  if (!done) return Fail(done);
  return Import{std::move(sink.documents), std::move(sink.diagnostics)};
}

}  // namespace pastiche
