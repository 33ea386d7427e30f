#include "host/document_files.h"

#include <fmt/format.h>

#include <filesystem>

namespace pastiche::host {

namespace fs = std::filesystem;

namespace {

// Where a rendered file goes.
fs::path PathOf(const std::string& output, const Document& document,
                const File& file, bool into_folder, bool many_documents,
                const std::string& extension) {
  if (!into_folder) return output;
  std::error_code error;
  fs::create_directories(output, error);
  const fs::path folder = output;
  if (file.name.empty()) {
    return folder / fmt::format("{}.{}", document.name, extension);
  }
  return folder / ((many_documents ? document.name + "-" : "") + file.name);
}

}  // namespace

Result<void> WriteDocuments(const Session& session, std::size_t format,
                            const std::vector<Document>& documents,
                            const std::string& output,
                            const std::vector<std::string>& surprises) {
  const FormatInfo& info = session.domain().formats()[format];
  if (output == "-" && !info.text && session.console().stdout_is_terminal()) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} is not for a terminal", info.name),
                "name a file to write");
  }
  const bool many = documents.size() > 1;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    const Document& document = documents[d];
    const auto files =
        session.Render(format, document, surprises.empty() ? "" : surprises[d]);
    if (!files) return Fail(files);
    for (const File& file : *files) {
      if (output == "-") {
        session.console().Out(file.content);
        if (many) session.console().Out("\n");
        continue;
      }
      const auto written =
          WriteWhole(PathOf(output, document, file, many || files->size() > 1,
                            many, info.extension),
                     file.content);
      if (!written) return written;
    }
  }
  return {};
}

}  // namespace pastiche::host
