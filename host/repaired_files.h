// What a repaired document means for the user's files: their bytes with only
// the changed tokens replaced where that can be, else written anew.

#ifndef PASTICHE_HOST_REPAIRED_FILES_H_
#define PASTICHE_HOST_REPAIRED_FILES_H_

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "framework/core/document.h"
#include "framework/core/result.h"
#include "host/files.h"
#include "host/session.h"

namespace pastiche::host {

struct ChangedFile {
  std::filesystem::path path;
  std::string before;  // Empty for a file that is new.
  std::string after;
};

// Where each token of `document` stands in `files` as its vocabulary text, the
// changed ones are replaced in place, and line ends, comments and all else
// stay. Otherwise the document is rendered in format number `format`
// (kUnsupported if that is for reading only), text files keep the lines that
// did not change, and a file it names that is new stands beside the first.
[[nodiscard]] Result<std::vector<ChangedFile>> RepairedFiles(
    const Session& session, std::size_t format, const Document& document,
    const std::vector<LoadedFile>& files, const std::vector<Token>& tokens);

// As `diff -u`; one line for a file that is no text.
[[nodiscard]] std::string DiffOf(const ChangedFile& file);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_REPAIRED_FILES_H_
