// What every command on a plugin starts with: the plugin opened with the user's
// options, its corpus or the user's in its place, and the recommended heads.

#ifndef PASTICHE_HOST_SESSION_H_
#define PASTICHE_HOST_SESSION_H_

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "framework/core/domain.h"
#include "framework/memory/head_settings.h"
#include "framework/memory/memory_file.h"
#include "framework/plugin/registry.h"
#include "host/arguments.h"
#include "host/console.h"
#include "host/containment.h"
#include "host/files.h"

namespace pastiche::host {

// Options of every command that opens a plugin, and of those with a corpus.
void AddPluginOptions(std::vector<OptionSpec>& options);
void AddCorpusOptions(std::vector<OptionSpec>& options);

// Every place plugins are looked for: --plugin, PASTICHE_PLUGIN_PATH, XDG data,
// install folder, beside the program.
[[nodiscard]] SearchSources PluginSources(const Arguments& arguments);

// Documents read from the user's files, with the files they came from.
struct ImportedDocuments {
  std::vector<Document> documents;
  std::vector<LoadedFile> files;
};

class Session {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Session>> Open(
      const Console& console, const Arguments& arguments,
      std::string_view plugin);

  [[nodiscard]] const Domain& domain() const { return *domain_; }
  // What reads the user's files: in a process of its own unless --isolate=none.
  [[nodiscard]] Result<const Domain*> Reader() const;
  [[nodiscard]] const Console& console() const { return console_; }
  [[nodiscard]] const Arguments& arguments() const { return arguments_; }
  // From --heads FILE, else the plugin, else defaults.
  [[nodiscard]] const Recommendation& recommendation() const {
    return recommendation_;
  }

  // The text they were read from.
  [[nodiscard]] const std::string& heads_json() const { return heads_json_; }

  // --corpus in place of the embedded documents, --extend-corpus after them,
  // less what --exclude and --exclude-license name, cut to --limit-units.
  [[nodiscard]] Result<std::vector<Document>> Corpus() const;
  // Gives `suite`, of the documents of `corpus`, the memories of --memory, less
  // what the corpus lacks and with what it has beside; nothing without the
  // option. Says on stderr how long it took.
  [[nodiscard]] Result<void> AdoptMemory(const std::vector<Document>& corpus,
                                         AttentionSuite& suite) const;
  // The documents of --heldout; empty without the option.
  [[nodiscard]] Result<std::vector<Document>> Heldout() const;
  // Files and folders, read with the format of --format or their extension: see
  // ImportFormat.
  [[nodiscard]] Result<ImportedDocuments> Import(
      const std::vector<std::string>& paths) const;
  // The format to read a file with: its extension's, or --format where that is
  // of the same extension or the extension tells nothing.
  [[nodiscard]] Result<std::size_t> ImportFormat(
      const std::filesystem::path& path) const;

  // JSON object of the --option values that are of this scope.
  enum class Scope { kCreate, kCanvas, kRender, kImport };
  [[nodiscard]] std::string Options(Scope scope) const;
  // The format named --format; else what the extension of --output says, if
  // anything; else the default for writing.
  [[nodiscard]] Result<std::size_t> ExportFormat() const;
  // Formats by name in place of --format; empty = not named.
  void UseFormats(std::string read_as, std::string write_as) {
    read_as_ = std::move(read_as);
    write_as_ = std::move(write_as);
  }
  // From now on what is not valid is read, too, to be judged or repaired: a
  // plugin that can has a boolean import option "broken".
  void ReadBroken() { read_broken_ = true; }
  // The format to show on the terminal; nullopt if the domain has none.
  [[nodiscard]] std::optional<std::size_t> PreviewFormat() const;
  // `document` drawn for the terminal, or its text.
  [[nodiscard]] Result<std::string> Preview(const Document& document) const;
  // One file's worth of the document in format number `format`. `surprise`, the
  // bits of each token with blanks between, goes to the plugin's render option
  // of that name: see MarksSurprise.
  [[nodiscard]] Result<std::vector<File>> Render(
      std::size_t format, const Document& document,
      const std::string& surprise = "") const;
  // Whether the plugin's pictures can mark what is surprising.
  [[nodiscard]] bool MarksSurprise() const;

  // "kind of documents left out together": sets groups from a GROUPS file.
  static void ApplyGroups(std::string_view groups,
                          std::vector<Document>& documents);

 private:
  Session(const Console& console, const Arguments& arguments)
      : console_(console),
        arguments_(arguments),
        read_as_(arguments.Text("format")),
        write_as_(read_as_) {}
  [[nodiscard]] Result<void> OpenDomain(const PluginEntry& entry,
                                        const OpenOptions& options);
  [[nodiscard]] Result<void> ReadOptions();
  [[nodiscard]] Result<void> ReadHeads();
  // The import options with "broken" on; nullopt where that cannot help.
  [[nodiscard]] std::optional<std::string> BrokenOptions() const;
  [[nodiscard]] Result<void> OpenMemory();
  [[nodiscard]] Result<void> ImportTogether(std::size_t format,
                                            std::vector<LoadedFile> files,
                                            ImportedDocuments& result) const;
  [[nodiscard]] Result<void> ImportFolder(const std::filesystem::path& folder,
                                          ImportedDocuments& result) const;
  [[nodiscard]] Result<void> LimitUnits(std::vector<Document>& documents) const;
  // By document: whether it is to be left out. kUsage for names that no
  // document has, and if nothing would be left.
  [[nodiscard]] Result<std::vector<bool>> LeftOut(
      const std::vector<Document>& documents) const;

  const Console& console_;
  const Arguments& arguments_;
  std::unique_ptr<Containment> containment_;
  std::unique_ptr<Registry> registry_;
  PluginEntry entry_;
  std::unique_ptr<Domain> in_process_;  // Unless --isolate=all.
  mutable IsolatedDomain isolated_;     // See Reader().
  const Domain* domain_ = nullptr;
  Recommendation recommendation_;
  std::string heads_json_;
  std::unique_ptr<const MemoryFile> memory_;  // Of --memory, or null.
  std::string options_[4];                    // By Scope.
  std::string read_as_, write_as_;            // --format.
  bool read_broken_ = false;
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_SESSION_H_
