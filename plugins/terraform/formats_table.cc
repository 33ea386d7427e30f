// ABI table: formats. Text in and out, a whole module as files; previews in
// colour; findings and blocks for other programs.

#include <array>
#include <set>

#include "plugins/terraform/ansi_preview.h"
#include "plugins/terraform/block_report.h"
#include "plugins/terraform/checks.h"
#include "plugins/terraform/findings_report.h"
#include "plugins/terraform/hcl_lexer.h"
#include "plugins/terraform/marked_pages.h"
#include "plugins/terraform/plugin_tables.h"

namespace pastiche::terraform {
namespace {

enum Format : std::uint32_t {
  kText,
  kModule,
  kAnsi,
  kHtml,
  kSvg,
  kSarif,
  kFindings,
  kBlocks,
  kFormatCount
};

constexpr std::array<pst_format_info, kFormatCount> kFormats = {{
    {sizeof(pst_format_info), "text", "Terraform text", "text/x-hcl", "tf",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "module", "Terraform module, a folder of files",
     "text/x-hcl", "tf",
     PST_FORMAT_EXPORT | PST_FORMAT_IMPORT | PST_FORMAT_TEXT |
         PST_FORMAT_PROJECT},
    {sizeof(pst_format_info), "ansi", "coloured Terraform text", "text/x-ansi",
     "ans",
     PST_FORMAT_EXPORT | PST_FORMAT_PREVIEW | PST_FORMAT_TEXT |
         PST_FORMAT_ANSI},
    {sizeof(pst_format_info), "html", "coloured page, surprises marked",
     "text/html", "html", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "svg", "coloured picture, surprises marked",
     "image/svg+xml", "svg", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "sarif", "findings as SARIF 2.1.0",
     "application/sarif+json", "sarif", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "findings", "findings as JSON",
     "application/json", "json", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
    {sizeof(pst_format_info), "blocks", "blocks and arguments as JSON",
     "application/json", "json", PST_FORMAT_EXPORT | PST_FORMAT_TEXT},
}};

pst_status PST_CALL DescribeFormat(const pst_instance*, std::uint32_t index,
                                   pst_format_info* out) {
  if (index >= kFormatCount) return PST_E_RANGE;
  *out = kFormats[index];
  return PST_OK;
}

// Names for files on disk: the module's own, numbered where two are alike.
std::string FileName(const std::string& name, std::set<std::string>& used) {
  std::string stem = name.substr(name.find_last_of('/') + 1);
  if (stem.empty() || stem == "." || stem == "..") stem = "main.tf";
  std::string unique = stem;
  for (int n = 2; !used.insert(unique).second; ++n) {
    unique = std::to_string(n) + "_" + stem;
  }
  return unique;
}

void WriteFiles(const pst::Sink& sink, const DecodedModule& module) {
  std::set<std::string> used;
  for (const DecodedFile& file : module.files) {
    sink.NextFile(FileName(file.name, used));
    sink.Bytes(file.text);
  }
}

// A document of one file that has its name, as importing it made it: the name
// need not stand in the text.
bool IsOneFile(const pst_document& document) {
  const DecodedModule module = DecodeModule(View(document.tokens));
  return module.files.size() == 1 && document.name.size > 0 &&
         module.files[0].name == View(document.name);
}

std::string RenderText(Format format, std::span<const std::uint32_t> tokens,
                       const Options& options) {
  switch (format) {
    case kSarif:
      return FindingsSarif(CheckDocument(tokens), options.surprise);
    case kFindings:
      return FindingsJson(CheckDocument(tokens), options.surprise);
    case kBlocks:
      return BlocksJson(DecodeModule(tokens));
    case kHtml:
      return HtmlPage(DecodeModule(tokens), options.surprise);
    case kSvg:
      return SvgPicture(DecodeModule(tokens), options.surprise, options.lines);
    case kAnsi:
      return ColourText(ModuleText(DecodeModule(tokens)));
    default:
      return ModuleText(DecodeModule(tokens));
  }
}

pst_status PST_CALL Render(const pst_instance*, std::uint32_t index,
                           const pst_document* document,
                           const pst_bytes* options, pst_sink* raw_sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  return pst::Guard(raw_sink, [&] {
    const pst::Sink sink(raw_sink);
    const Options read = OptionsFrom(*options);
    const std::span<const std::uint32_t> tokens = View(document->tokens);
    if (!read.surprise.empty() && read.surprise.size() != tokens.size()) {
      throw pst::Error(PST_E_INVALID_INPUT,
                       "surprise has " + std::to_string(read.surprise.size()) +
                           " numbers, the document " +
                           std::to_string(tokens.size()) + " tokens",
                       "give one for every token");
    }
    if (index == kModule) {
      WriteFiles(sink, DecodeModule(tokens));
    } else if (index == kText && IsOneFile(*document)) {
      sink.Bytes(DecodeModule(tokens).files[0].text);
    } else {
      sink.Bytes(RenderText(static_cast<Format>(index), tokens, read));
    }
  });
}

// EncodeModule that tells how to read what only does not parse.
EncodedModule Encode(std::span<const SourceFile> parts, Reading reading) {
  EncodedModule module = EncodeModule(parts, reading);
  if (module.problem && reading == Reading::kValid &&
      !EncodeModule(parts, Reading::kBroken).problem) {
    std::string& mend = module.problem->problem.mend;
    if (!mend.empty()) mend += "; ";
    mend += "with the option broken=true it is read as it is, to be repaired";
  }
  return module;
}

// Each file is a document, and what stands under its header lines a file of it.
bool ImportOneByOne(const pst::Sink& sink, std::span<const pst_file> files,
                    Reading reading) {
  bool all_read = true;
  std::set<std::string> used;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto index = static_cast<std::uint32_t>(i);
    try {
      if (files[i].content.size > kMaxSourceBytes) {
        throw pst::Error(PST_E_INVALID_INPUT, "the file is larger than 4 MiB",
                         "split it", 0, 0, index);
      }
      const std::string name = CleanFileName(View(files[i].name));
      std::vector<SourceFile> parts = SplitModuleText(View(files[i].content));
      if (parts.size() == 1 && parts[0].name.empty()) parts[0].name = name;
      const EncodedModule module = Encode(parts, reading);
      RequireEncoded(module, index);
      sink.NextDocument(FileName(name, used), /*license=*/"");
      sink.Tokens(module.tokens, SourceSpans(module, index));
    } catch (const pst::Error& error) {  // All problems are told at once.
      sink.Diag(error);
      all_read = false;
    }
    sink.Progress(static_cast<double>(i + 1) /
                  static_cast<double>(files.size()));
  }
  return all_read;
}

// All files together are one document.
void ImportModule(const pst::Sink& sink, std::span<const pst_file> files,
                  Reading reading) {
  std::vector<SourceFile> parts;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    total += files[i].content.size;
    if (total > kMaxSourceBytes) {
      throw pst::Error(PST_E_INVALID_INPUT, "the module is larger than 4 MiB",
                       "split it", 0, 0, static_cast<std::uint32_t>(i));
    }
    SourceFile part;
    part.name = CleanFileName(View(files[i].name));
    part.text = View(files[i].content);
    parts.push_back(std::move(part));
  }
  const EncodedModule module = Encode(parts, reading);
  if (module.problem) {
    RequireEncoded(module, static_cast<std::uint32_t>(module.problem->file));
  }
  std::vector<pst_source_span> where;
  for (const TokenOrigin& origin : module.origins) {
    where.push_back({origin.begin, origin.end, origin.file, 0});
  }
  sink.NextDocument("module", /*license=*/"");
  sink.Tokens(module.tokens, where);
}

pst_status PST_CALL ImportFiles(const pst_instance*, std::uint32_t index,
                                const pst_file* files, std::uint64_t file_count,
                                const pst_bytes* options, pst_sink* raw_sink) {
  if (index >= kFormatCount) return PST_E_RANGE;
  if (index != kText && index != kModule) return PST_E_UNSUPPORTED;
  return pst::Guard(raw_sink, [&]() -> pst_status {
    const pst::Sink sink(raw_sink);
    const Reading reading =
        OptionsFrom(*options).broken ? Reading::kBroken : Reading::kValid;
    const std::span<const pst_file> given(files,
                                          static_cast<std::size_t>(file_count));
    if (index == kText) {
      return ImportOneByOne(sink, given, reading) ? PST_OK
                                                  : PST_E_INVALID_INPUT;
    }
    if (given.empty()) {
      throw pst::Error(PST_E_INVALID_INPUT, "a module has no files",
                       "give at least one .tf file");
    }
    ImportModule(sink, given, reading);
    return PST_OK;
  });
}

}  // namespace

const pst_formats kFormatsTable = {
    sizeof(pst_formats), kFormatCount, 0, DescribeFormat, Render, ImportFiles};

}  // namespace pastiche::terraform
