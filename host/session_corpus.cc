// What a session's memory is made of: documents, what is left out of them, and
// a saved memory.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "framework/plugin/edit_distance.h"
#include "host/comparison_options.h"
#include "host/session.h"

namespace pastiche::host {

Result<void> Session::LimitUnits(std::vector<Document>& documents) const {
  const auto limit = arguments_.Integer("limit-units");
  if (!limit) return {};
  for (Document& document : documents) {
    std::vector<std::uint8_t> starts(document.tokens.size());
    const auto asked = domain_->UnitStarts(document.tokens, starts);
    if (!asked) return asked;
    std::uint64_t units = 0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      if (starts[i] != 0 && units++ == *limit) {
        if (!document.payload.empty()) {
          document.payload.resize(i * domain_->channels().size());
        }
        document.tokens.resize(i);
        if (!document.where.empty()) document.where.resize(i);
        break;
      }
    }
  }
  return {};
}

Result<std::vector<bool>> Session::LeftOut(
    const std::vector<Document>& documents) const {
  std::vector<bool> left_out(documents.size(), false);
  const auto leave = [&](const char* option, auto names) {
    return [&, option, names](const std::string& word) -> Result<void> {
      bool found = false;
      std::vector<std::string> known;
      for (std::size_t d = 0; d < documents.size(); ++d) {
        for (const std::string& name : names(documents[d])) {
          known.push_back(name);
          if (name != word) continue;
          left_out[d] = found = true;
        }
      }
      if (found) return {};
      std::vector<std::string> shown = known;
      std::sort(shown.begin(), shown.end());
      shown.erase(std::unique(shown.begin(), shown.end()), shown.end());
      if (shown.size() > 12) shown.resize(12);
      return Fail(
          ErrorCode::kUsage,
          fmt::format("--{} {}: the corpus has none", option, word),
          DidYouMean(word, known,
                     fmt::format("there are {}", fmt::join(shown, ", "))));
    };
  };
  const auto by_name = leave("exclude", [](const Document& document) {
    return std::vector<std::string>{document.name, document.group_or_name()};
  });
  const auto by_license =
      leave("exclude-license", [](const Document& document) {
        return std::vector<std::string>{document.license};
      });
  for (const std::string& word : arguments_.List("exclude")) {
    if (const auto done = by_name(word); !done) return Fail(done);
  }
  for (const std::string& word : arguments_.List("exclude-license")) {
    if (const auto done = by_license(word); !done) return Fail(done);
  }
  if (std::find(left_out.begin(), left_out.end(), false) == left_out.end()) {
    return Fail(ErrorCode::kUsage, "--exclude leaves no document of the corpus",
                "leave one, or add others with --extend-corpus");
  }
  return left_out;
}

Result<std::vector<Document>> Session::Corpus() const {
  std::vector<Document> documents;
  if (memory_ != nullptr) {
    documents = memory_->documents();
  } else if (arguments_.Has("corpus")) {
    auto imported = Import(arguments_.List("corpus"));
    if (!imported) return Fail(imported);
    documents = std::move(imported->documents);
  } else {
    auto embedded = domain_->Corpus();
    if (!embedded) return embedded;
    documents = std::move(*embedded);
  }
  if (arguments_.Has("extend-corpus")) {
    auto imported = Import(arguments_.List("extend-corpus"));
    if (!imported) return Fail(imported);
    for (Document& document : imported->documents) {
      documents.push_back(std::move(document));
    }
  }
  const auto left_out = LeftOut(documents);
  if (!left_out) return Fail(left_out);
  std::vector<Document> rest;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    if (!(*left_out)[d]) rest.push_back(std::move(documents[d]));
  }
  if (const auto cut = LimitUnits(rest); !cut) return Fail(cut);
  return rest;
}

Result<void> Session::OpenMemory() {
  const std::string path = arguments_.Text("memory");
  for (const char* other : {"corpus", "heads"}) {
    if (!arguments_.Has(other)) continue;
    return Fail(ErrorCode::kUsage,
                fmt::format("--memory and --{} do not go together", other),
                "a saved memory brings its own documents and heads");
  }
  auto file = MemoryFile::Open(path);
  if (!file) return Fail(file);
  const MemoryFileInfo& made = (*file)->info();
  const DomainInfo& info = domain_->info();
  const auto refuse = [&](const std::string& with, const std::string& now) {
    return Fail(
        ErrorCode::kIncompatible,
        fmt::format("{} was made with {}, this is {}", path, with, now),
        fmt::format("make it anew with pastiche memory save {}", info.id));
  };
  if (made.plugin != info.id) return refuse(made.plugin, info.id);
  if (made.plugin_version != info.version ||
      made.content_hash != info.content_hash) {
    return refuse(fmt::format("{} {} ({:016x})", info.id, made.plugin_version,
                              made.content_hash),
                  fmt::format("{} ({:016x})", info.version, info.content_hash));
  }
  if (made.options != Options(Scope::kCreate)) {
    return refuse("the options " + made.options, Options(Scope::kCreate));
  }
  for (const Document& document : (*file)->documents()) {
    for (const Token token : document.tokens) {
      if (token >= domain_->vocabulary().size()) {
        return refuse("other tokens", "another plugin");
      }
    }
    if (!document.payload.empty() &&
        document.payload.size() !=
            document.tokens.size() * domain_->channels().size()) {
      return refuse("other channels", "another plugin");
    }
  }
  if (CorpusSha256((*file)->documents()) != made.corpus_sha256) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} is damaged: its documents are not those it was "
                            "made of",
                            path),
                "make it anew with pastiche memory save");
  }
  memory_ = std::move(*file);
  return {};
}

Result<void> Session::AdoptMemory(const std::vector<Document>& corpus,
                                  AttentionSuite& suite) const {
  if (memory_ == nullptr) return {};
  const auto start = std::chrono::steady_clock::now();
  // Documents that the corpus has as the file has them stay, in this order.
  std::vector<std::size_t> left_out;
  std::size_t kept = 0;
  const auto& saved = memory_->documents();
  for (std::size_t d = 0; d < saved.size(); ++d) {
    const bool same = kept < corpus.size() &&
                      corpus[kept].name == saved[d].name &&
                      corpus[kept].tokens == saved[d].tokens;
    if (same) {
      ++kept;
    } else {
      left_out.push_back(d);
    }
  }
  std::vector<const Document*> added;
  for (std::size_t d = kept; d < corpus.size(); ++d) {
    added.push_back(&corpus[d]);
  }
  for (std::size_t u = 0; u < kMemoryUses; ++u) {
    const auto use = static_cast<MemoryUse>(u);
    if (!memory_->Has(use)) continue;
    auto memory = memory_->Load(*domain_, use, suite.SettingsOf(use));
    if (!memory) return Fail(memory);
    if (!added.empty()) memory = (*memory)->With(added);
    if (!memory) return Fail(memory);
    if (!left_out.empty()) memory = (*memory)->Without(left_out);
    if (!memory) return Fail(memory);
    suite.Adopt(use, std::move(*memory));
  }
  const std::chrono::duration<double> took =
      std::chrono::steady_clock::now() - start;
  console_.Note(fmt::format(
      "memory of {} documents taken from {} in {:.0f} ms{}{}", kept,
      arguments_.Text("memory"), took.count() * 1e3,
      left_out.empty() ? "" : fmt::format(", {} left out", left_out.size()),
      added.empty() ? "" : fmt::format(", {} added", added.size())));
  return {};
}

Result<std::vector<Document>> Session::Heldout() const {
  if (!arguments_.Has("heldout")) return std::vector<Document>{};
  auto imported = Import(arguments_.List("heldout"));
  if (!imported) return Fail(imported);
  if (const auto cut = LimitUnits(imported->documents); !cut) return Fail(cut);
  return std::move(imported->documents);
}

}  // namespace pastiche::host
