// Reading the user's files and folders as documents.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "framework/core/folder.h"
#include "host/places.h"
#include "host/session.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;

}  // namespace

Result<std::size_t> Session::ImportFormat(const fs::path& path) const {
  const auto& formats = domain_->formats();
  const std::string& named = read_as_;
  std::string extension = path.extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  std::vector<std::string> known;
  std::optional<std::size_t> by_name, by_extension;
  bool to_read = !named.empty();  // Else --format says only what to write.
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (formats[i].id == named) to_read = formats[i].can_import;
    if (!formats[i].can_import) continue;
    known.push_back("." + formats[i].extension);
    if (formats[i].id == named) by_name = i;
    if (formats[i].extension == extension && !by_extension) by_extension = i;
  }
  // --format is also what to write, so a file's own extension weighs more.
  if (by_name && (!by_extension || formats[*by_name].extension == extension)) {
    return *by_name;
  }
  if (by_extension && !(to_read && !by_name)) return *by_extension;
  // Standard input, and text files called anything: the first text format.
  for (std::size_t i = 0; !to_read && i < formats.size(); ++i) {
    if (formats[i].can_import && formats[i].text) return i;
  }
  return Fail(ErrorCode::kInvalidArgument,
              !to_read ? fmt::format("{}: {} reads no .{} files", path.string(),
                                     domain_->info().id, extension)
                       : fmt::format("{} has no format \"{}\" that it can read",
                                     domain_->info().id, named),
              fmt::format("it reads {}", fmt::join(known, ", ")));
}

std::optional<std::string> Session::BrokenOptions() const {
  const auto& options = domain_->options();
  const bool can =
      std::any_of(options.begin(), options.end(), [](const OptionInfo& option) {
        return option.id == "broken" && option.import &&
               option.type == OptionInfo::Type::kBoolean;
      });
  auto object = boost::json::parse(Options(Scope::kImport)).as_object();
  if (!read_broken_ || !can || object.contains("broken")) return std::nullopt;
  object["broken"] = true;
  return boost::json::serialize(object);
}

Result<void> Session::ImportTogether(std::size_t format,
                                     std::vector<LoadedFile> files,
                                     ImportedDocuments& result) const {
  std::vector<File> contents;
  for (const LoadedFile& loaded : files) contents.push_back(loaded.file);
  const auto reader = Reader();
  if (!reader) return Fail(reader);
  auto imported =
      (*reader)->ImportFiles(format, contents, Options(Scope::kImport));
  if (!imported && imported.error().code == ErrorCode::kInvalidArgument) {
    if (const auto options = BrokenOptions()) {
      auto read = (*reader)->ImportFiles(format, contents, *options);
      if (read) imported = std::move(read);  // Else the first error tells more.
    }
  }
  if (!imported)
    return tl::unexpected<Error>(WithPlace(imported.error(), files));
  PrintFindings(console_, imported->diagnostics, files);
  const auto first_file = static_cast<std::uint32_t>(result.files.size());
  for (Document& document : imported->documents) {
    for (SourceSpan& span : document.where) span.file += first_file;
    result.documents.push_back(std::move(document));
  }
  for (LoadedFile& loaded : files) result.files.push_back(std::move(loaded));
  return {};
}

Result<void> Session::ImportFolder(const fs::path& folder,
                                   ImportedDocuments& result) const {
  std::vector<std::string> extensions;
  for (const FormatInfo& format : domain_->formats()) {
    if (format.can_import) extensions.push_back(format.extension);
  }
  const auto paths = ListFolder(folder, extensions);
  // A folder of projects: each of its folders is a document of its own.
  std::vector<fs::path> inner;
  std::vector<fs::path> entries;
  (void)ReadFolder(folder, entries);  // ListFolder above says what is wrong.
  for (const fs::path& entry : entries) {
    std::error_code error;
    if (fs::is_directory(entry, error) && ListFolder(entry, extensions)) {
      inner.push_back(entry);
    }
  }
  if (!paths && inner.empty()) return Fail(paths);
  const std::size_t first = result.documents.size();
  std::vector<LoadedFile> project;
  std::size_t project_format = 0;
  for (const fs::path& path : paths ? *paths : std::vector<fs::path>{}) {
    auto format = ImportFormat(path);
    if (!format) return Fail(format);
    auto loaded = ReadFile(path);
    if (!loaded) return Fail(loaded);
    // In a folder, files that can be one project together are.
    const auto& formats = domain_->formats();
    for (std::size_t i = 0; read_as_.empty() && i < formats.size(); ++i) {
      if (formats[i].can_import && formats[i].project &&
          formats[i].extension == formats[*format].extension) {
        format = i;
      }
    }
    if (formats[*format].project) {
      project_format = *format;
      project.push_back(std::move(*loaded));
      continue;
    }
    std::vector<LoadedFile> one;
    one.push_back(std::move(*loaded));
    const auto done = ImportTogether(*format, std::move(one), result);
    if (!done) return done;
  }
  if (!project.empty()) {
    const std::size_t before = result.documents.size();
    const auto done =
        ImportTogether(project_format, std::move(project), result);
    if (!done) return done;
    if (result.documents.size() == before + 1) {
      result.documents.back().name =
          fs::absolute(folder).lexically_normal().filename().string();
    }
  }
  if (const auto groups = ReadFile(folder / "GROUPS")) {
    std::vector<Document> here(
        std::make_move_iterator(result.documents.begin() +
                                static_cast<std::ptrdiff_t>(first)),
        std::make_move_iterator(result.documents.end()));
    ApplyGroups(groups->file.content, here);
    std::move(here.begin(), here.end(),
              result.documents.begin() + static_cast<std::ptrdiff_t>(first));
  }
  for (const fs::path& path : inner) {
    if (const auto done = ImportFolder(path, result); !done) return done;
  }
  return {};
}

Result<ImportedDocuments> Session::Import(
    const std::vector<std::string>& paths) const {
  ImportedDocuments result;
  for (const std::string& path : paths) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      if (const auto done = ImportFolder(path, result); !done)
        return Fail(done);
      continue;
    }
    auto loaded = ReadFile(path);
    if (!loaded) return Fail(loaded);
    const auto format = ImportFormat(path);
    if (!format) return Fail(format);
    std::vector<LoadedFile> one;
    one.push_back(std::move(*loaded));
    const auto done = ImportTogether(*format, std::move(one), result);
    if (!done) return Fail(done);
  }
  if (result.documents.empty()) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{} holds no document that {} can use",
                            fmt::join(paths, ", "), domain_->info().id),
                "see the warnings above, or name other files");
  }
  // Names tell documents apart in tables and when leaving one out.
  std::set<std::string> names;
  for (Document& document : result.documents) {
    const std::string base = document.name;
    for (int n = 2; !names.insert(document.name).second; ++n) {
      document.name = fmt::format("{} ({})", base, n);
    }
  }
  return result;
}

void Session::ApplyGroups(std::string_view groups,
                          std::vector<Document>& documents) {
  while (!groups.empty()) {
    const std::size_t end = std::min(groups.find('\n'), groups.size());
    std::string line(groups.substr(0, end));
    groups.remove_prefix(std::min(end + 1, groups.size()));
    std::set<std::string> members;
    std::string name;
    for (const char c : line + " ") {
      if (c != ' ' && c != '\t' && c != '\r') {
        name += c;
      } else if (!name.empty()) {
        members.insert(std::exchange(name, {}));
      }
    }
    for (Document& document : documents) {
      if (members.contains(document.name) ||
          members.contains(fs::path(document.name).stem().string())) {
        document.group = *members.begin();
      }
    }
  }
}

}  // namespace pastiche::host
