// `pastiche new-plugin`: a plugin project that builds with one command and
// keeps the contract, from the templates of host/templates.

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "framework/plugin/text_check.h"
#include "host/commands.h"
#include "host/json_output.h"
#include "host/plugin_templates.h"

namespace pastiche::host {
namespace {

namespace fs = std::filesystem;
using Kind = OptionSpec::Kind;

struct ProjectFile {
  std::string name;  // Below the project's folder.
  std::string content;
};

std::string Replace(std::string text, std::string_view what,
                    std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos;
       at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// Where a template goes in a project of this language; empty = nowhere.
// "templates/c/plugin.c.in" is NAME.c of C; shared/ is of all.
std::string PlaceOf(std::string path, const std::string& language,
                    const std::string& name) {
  const std::size_t include = path.find("include/");
  if (include != std::string::npos) {
    // C and Rust have the C header only; Rust for its comments.
    const bool glue = path.ends_with(".hpp") && language != "cpp";
    return glue ? "" : path.substr(include);
  }
  for (const std::string& folder : {language, std::string("shared")}) {
    const std::string prefix = "templates/" + folder + "/";
    if (!path.starts_with(prefix)) continue;
    path = path.substr(prefix.size(), path.size() - prefix.size() - 3);
    if (path == "plugin.map" && language == "rust") return "";
    if (path.ends_with(".rs")) return "src/" + path;
    return path.starts_with("plugin.c") ? name + path.substr(6) : path;
  }
  return "";
}

std::vector<ProjectFile> Project(const std::string& language,
                                 const std::string& name) {
  std::vector<ProjectFile> files;
  for (std::size_t i = 0; i < templates::kEmbeddedFileCount; ++i) {
    const templates::EmbeddedFile& file = templates::kEmbeddedFiles[i];
    std::string place = PlaceOf(file.path, language, name);
    if (place.empty()) continue;
    files.push_back(
        {std::move(place), Replace({file.data, file.size}, "@name@", name)});
  }
  return files;
}

Result<void> WriteProject(const fs::path& folder,
                          const std::vector<ProjectFile>& files) {
  // Whole or not at all: written beside it and renamed.
  const fs::path partial =
      folder.string() + fmt::format(".partial-{}", ::getpid());
  std::error_code error;
  const auto fail = [&](const std::string& what) {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    return Fail(ErrorCode::kIo,
                fmt::format("cannot write {}: {}", what, error.message()),
                "check that the folder may be written and has room");
  };
  for (const ProjectFile& file : files) {
    const fs::path path = partial / file.name;
    fs::create_directories(path.parent_path(), error);
    if (error) return fail(path.parent_path().string());
    errno = 0;
    std::ofstream stream(path, std::ios::binary);
    stream << file.content;
    stream.close();
    if (!stream) {
      error = {errno == 0 ? EIO : errno, std::generic_category()};
      return fail(path.string());
    }
  }
  fs::rename(partial, folder, error);
  if (error) return fail(folder.string());
  return {};
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const std::string& name = arguments.positionals()[0];
  if (!IsDomainId(name)) {
    return Fail(ErrorCode::kUsage,
                fmt::format("\"{}\" cannot name a plugin", name),
                "use 2 to 32 lower-case letters, digits and -, a letter first");
  }
  const std::string language = arguments.Text("lang", "c");
  const fs::path folder = arguments.Text("output", name);
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error))) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} is there already", folder.string()),
                "choose another place with --output, or remove it");
  }
  const std::vector<ProjectFile> files = Project(language, name);
  if (const auto written = WriteProject(folder, files); !written) {
    return Fail(written);
  }
  if (arguments.Has("json")) {
    boost::json::object result = JsonEnvelope("new-plugin");
    result["folder"] = folder.string();
    result["language"] = language;
    boost::json::array names;
    for (const ProjectFile& file : files) names.emplace_back(file.name);
    result["files"] = std::move(names);
    PrintJson(console, result);
    return kOk;
  }
  console.Out(fmt::format(
      "wrote {0}. Next:\n"
      "  make -C {0}            builds {1}.so\n"
      "  make -C {0} check      tests it: pastiche validate, and more\n"
      "  make -C {0} install    pastiche run {1}\n",
      folder.string(), name));
  return kOk;
}

}  // namespace

Command NewPluginCommand() {
  return {{.name = "new-plugin",
           .summary = "a plugin project that builds and keeps the contract",
           .positionals = "NAME",
           .min_positionals = 1,
           .max_positionals = 1,
           .options = {{.name = "lang",
                        .kind = Kind::kChoice,
                        .value = "LANGUAGE",
                        .help = "its language; default c",
                        .choices = {"c", "cpp", "rust"}},
                       {.name = "output",
                        .kind = Kind::kText,
                        .value = "FOLDER",
                        .help = "where to write it; default ./NAME",
                        .letter = 'o',
                        .guarded = true}},
           .examples = {"pastiche new-plugin maze",
                        "pastiche new-plugin maze --lang rust -o src/maze"}},
          Run};
}

}  // namespace pastiche::host
