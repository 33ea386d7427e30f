#include "host/repaired_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "host/unified_diff.h"

namespace pastiche::host {
namespace {

struct Patch {
  SourceSpan where;
  Token token;
};

// The patches that turn the files into the repaired document, by place; nullopt
// where the tokens do not stand in the files as they are written.
std::optional<std::vector<Patch>> PatchesOf(
    const Domain& domain, const Document& document,
    const std::vector<LoadedFile>& files, const std::vector<Token>& tokens) {
  if (document.where.size() != document.tokens.size() ||
      tokens.size() != document.tokens.size()) {
    return std::nullopt;
  }
  std::vector<Patch> patches;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const SourceSpan& where = document.where[i];
    if (where.file >= files.size()) return std::nullopt;
    const std::string_view content = files[where.file].file.content;
    if (where.begin >= where.end || where.end > content.size() ||
        content.substr(where.begin, where.end - where.begin) !=
            domain.vocabulary()[document.tokens[i]].text) {
      return std::nullopt;
    }
    if (tokens[i] != document.tokens[i]) patches.push_back({where, tokens[i]});
  }
  std::sort(patches.begin(), patches.end(), [](const Patch& a, const Patch& b) {
    return a.where.begin < b.where.begin;
  });
  return patches;
}

std::string Patched(const Domain& domain, std::string_view content,
                    std::uint32_t file, const std::vector<Patch>& patches) {
  std::string text;
  std::size_t at = 0;
  for (const Patch& patch : patches) {
    if (patch.where.file != file || patch.where.begin < at) continue;
    text += content.substr(at, patch.where.begin - at);
    text += domain.vocabulary()[patch.token].text;
    at = patch.where.end;
  }
  return text += content.substr(at);
}

// Values of tokens that changed are unknown: the channel's initial ones.
std::vector<double> KeptPayload(const Domain& domain, const Document& document,
                                const std::vector<Token>& tokens) {
  std::vector<double> payload = document.payload;
  const auto& channels = domain.channels();
  if (payload.empty() || tokens.size() != document.tokens.size()) return {};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i] == document.tokens[i]) continue;
    for (std::size_t c = 0; c < channels.size(); ++c) {
      payload[i * channels.size() + c] = channels[c].initial;
    }
  }
  return payload;
}

// A file without a name is the first.
const LoadedFile* FileNamed(const std::vector<LoadedFile>& files,
                            const std::string& name) {
  for (const LoadedFile& loaded : files) {
    if (name.empty() || loaded.file.name == name) return &loaded;
  }
  return nullptr;
}

}  // namespace

Result<std::vector<ChangedFile>> RepairedFiles(
    const Session& session, std::size_t format, const Document& document,
    const std::vector<LoadedFile>& files, const std::vector<Token>& tokens) {
  const Domain& domain = session.domain();
  std::vector<ChangedFile> changed;
  if (const auto patches = PatchesOf(domain, document, files, tokens)) {
    for (std::size_t f = 0; f < files.size(); ++f) {
      const std::string& content = files[f].file.content;
      changed.push_back(
          {files[f].path, content,
           Patched(domain, content, static_cast<std::uint32_t>(f), *patches)});
    }
    return changed;
  }
  if (!domain.formats()[format].can_export) {
    return Fail(ErrorCode::kUnsupported,
                fmt::format("{} reads {} but cannot write it", domain.info().id,
                            domain.formats()[format].id),
                "see pastiche convert for formats it writes");
  }
  Document mended;
  mended.name = document.name;
  mended.tokens = tokens;
  mended.payload = KeptPayload(domain, document, tokens);
  const auto rendered = session.Render(format, mended);
  if (!rendered) return Fail(rendered);
  std::vector<File> as_read;
  if (domain.formats()[format].text) {
    auto before = session.Render(format, document);
    if (!before) return Fail(before);
    as_read = std::move(*before);
  }
  for (const File& file : *rendered) {
    const LoadedFile* same = FileNamed(files, file.name);
    if (same == nullptr) {
      changed.push_back(
          {files[0].path.parent_path() / file.name, "", file.content});
      continue;
    }
    const std::string& content = same->file.content;
    const auto before =
        std::find_if(as_read.begin(), as_read.end(),
                     [&](const File& each) { return each.name == file.name; });
    changed.push_back(
        {same->path, content,
         before == as_read.end()
             ? file.content
             : InLayoutOf(content, before->content, file.content)});
  }
  return changed;
}

std::string DiffOf(const ChangedFile& file) {
  if (file.before == file.after) return "";
  const auto binary = [](std::string_view text) {
    return text.find('\0') != std::string_view::npos;
  };
  const std::string name = file.path.string();
  if (binary(file.before) || binary(file.after)) {
    return fmt::format("Binary files a/{} and b/{} differ\n", name, name);
  }
  return UnifiedDiff(file.before, file.after, "a/" + name, "b/" + name);
}

}  // namespace pastiche::host
