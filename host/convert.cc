// `pastiche convert PLUGIN IN OUT`: from one format of a plugin to another.

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "framework/plugin/edit_distance.h"
#include "host/commands.h"
#include "host/document_files.h"
#include "host/json_output.h"
#include "host/session.h"

namespace pastiche::host {
namespace {

using Kind = OptionSpec::Kind;

// The format to write `output` in: --to, or its extension's.
Result<std::size_t> WriteFormat(Session& session, const std::string& output) {
  const Arguments& arguments = session.arguments();
  const std::string from = arguments.Text("from", arguments.Text("format"));
  session.UseFormats(from, arguments.Text("to"));
  if (arguments.Has("to")) return session.ExportFormat();
  std::string extension = std::filesystem::path(output).extension().string();
  if (!extension.empty()) extension.erase(0, 1);
  const auto& formats = session.domain().formats();
  std::string known;
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (!formats[i].can_export) continue;
    if (formats[i].extension == extension) return i;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", formats[i].id);
  }
  return Fail(
      ErrorCode::kUsage,
      fmt::format("{}: the name does not say which format to write", output),
      fmt::format("give --to; {} writes {}", session.domain().info().id,
                  known));
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto& words = arguments.positionals();
  const auto opened = Session::Open(console, arguments, words[0]);
  if (!opened) return Fail(opened);
  Session& session = **opened;
  const std::string& output = words[2];
  if (arguments.Has("json") && output == "-") {
    return Fail(ErrorCode::kUsage, "--json and - both go to standard output",
                "name a file to write");
  }
  const auto format = WriteFormat(session, output);
  if (!format) return Fail(format);
  const auto imported = session.Import({words[1]});
  if (!imported) return Fail(imported);
  const auto written =
      WriteDocuments(session, *format, imported->documents, output);
  if (!written) return Fail(written);
  if (output != "-") {
    console.Note(
        fmt::format("{}: {} {} as {}", output, imported->documents.size(),
                    imported->documents.size() == 1 ? "document" : "documents",
                    session.domain().formats()[*format].id));
  }
  if (arguments.Has("json")) {
    boost::json::object result = JsonEnvelope("convert");
    result["domain"] = session.domain().info().id;
    result["format"] = session.domain().formats()[*format].id;
    result["documents"] = imported->documents.size();
    result["output"] = output;
    PrintJson(console, result);
  }
  return kOk;
}

}  // namespace

Command ConvertCommand() {
  CommandSpec spec{
      .name = "convert",
      .summary = "a file from one of the plugin's formats to another",
      .positionals = "PLUGIN IN OUT",
      .min_positionals = 3,
      .max_positionals = 3,
      .options = {{.name = "from",
                   .kind = Kind::kText,
                   .value = "ID",
                   .help = "format of IN; by default what its name says"},
                  {.name = "to",
                   .kind = Kind::kText,
                   .value = "ID",
                   .help = "format of OUT; by default what its name says"}},
      .examples = {"pastiche convert mario level.txt level.tmx",
                   "pastiche convert mario level.tmx level.png --option "
                   "scale=2 --option path=true"}};
  AddPluginOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
