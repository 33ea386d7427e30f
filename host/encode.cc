// `pastiche encode` and `pastiche decode`: the tokenizer, both ways.

#include <fmt/format.h>

#include "host/commands.h"
#include "host/json_output.h"
#include "host/option_value.h"
#include "host/places.h"
#include "host/session.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

OptionSpec OutputOption() {
  return {.name = "output",
          .kind = OptionSpec::Kind::kText,
          .value = "FILE",
          .help = "write here instead of to stdout",
          .letter = 'o',
          .guarded = true};
}

Result<ExitCode> Encode(const Console& console, const Arguments& arguments) {
  const auto session =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!session) return Fail(session);
  const auto imported = (*session)->Import({arguments.positionals()[1]});
  if (!imported) return Fail(imported);
  std::string text;
  json::array documents;
  for (const Document& document : imported->documents) {
    json::array ids, spans;
    for (const Token token : document.tokens) {
      text += fmt::format("{} ", token);
      ids.push_back(token);
    }
    if (!text.empty()) text.back() = '\n';
    for (const SourceSpan& span : document.where) {
      spans.push_back(json::array{span.begin, span.end, span.file});
    }
    documents.push_back({{"name", document.name},
                         {"tokens", std::move(ids)},
                         {"spans", std::move(spans)}});
  }
  if (arguments.Has("json")) {
    json::object result = JsonEnvelope("encode");
    result["domain"] = (*session)->domain().info().id;
    result["documents"] = std::move(documents);
    text = json::serialize(result) + "\n";
  }
  const auto written = WriteWhole(arguments.Text("output", "-"), text);
  if (!written) return Fail(written);
  return kOk;
}

// The ids in a text of whole numbers, one document per line.
Result<std::vector<std::vector<Token>>> ReadIds(const LoadedFile& loaded,
                                                std::size_t vocabulary) {
  std::vector<std::vector<Token>> documents;
  const std::string& text = loaded.file.content;
  std::size_t at = 0;
  while (at < text.size()) {
    std::vector<Token> tokens;
    const std::size_t end = std::min(text.find('\n', at), text.size());
    while (at < end) {
      if (text[at] == ' ' || text[at] == '\t' || text[at] == '\r') {
        ++at;
        continue;
      }
      const std::size_t stop = std::min(text.find_first_of(" \t\r\n", at), end);
      const auto id = ParseInteger(std::string_view(text).substr(at, stop - at),
                                   PlaceName(loaded, at), 0, vocabulary - 1);
      if (!id) return Fail(id);
      tokens.push_back(static_cast<Token>(*id));
      at = stop;
    }
    at = end + 1;
    if (!tokens.empty()) documents.push_back(std::move(tokens));
  }
  return documents;
}

Result<ExitCode> Decode(const Console& console, const Arguments& arguments) {
  const auto session =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!session) return Fail(session);
  const Domain& domain = (*session)->domain();
  const auto loaded = ReadFile(arguments.positionals()[1]);
  if (!loaded) return Fail(loaded);
  const auto documents = ReadIds(*loaded, domain.vocabulary().size());
  if (!documents) return Fail(documents);
  std::string text;
  json::array texts;
  for (const std::vector<Token>& tokens : *documents) {
    const auto decoded = domain.Decode(tokens);
    if (!decoded) return Fail(decoded);
    text += *decoded;
    texts.push_back(json::string(*decoded));
  }
  if (arguments.Has("json")) {
    json::object result = JsonEnvelope("decode");
    result["domain"] = domain.info().id;
    result["documents"] = std::move(texts);
    text = json::serialize(result) + "\n";
  }
  const auto written = WriteWhole(arguments.Text("output", "-"), text);
  if (!written) return Fail(written);
  return kOk;
}

}  // namespace

Command EncodeCommand() {
  CommandSpec spec{.name = "encode",
                   .summary = "text to token ids, one document per line",
                   .positionals = "PLUGIN FILE",
                   .min_positionals = 2,
                   .max_positionals = 2,
                   .options = {OutputOption()},
                   .examples = {"pastiche encode mario level.txt | pastiche "
                                "decode mario -"}};
  AddPluginOptions(spec.options);
  return {spec, Encode};
}

Command DecodeCommand() {
  CommandSpec spec{.name = "decode",
                   .summary = "token ids, one document per line, to text",
                   .positionals = "PLUGIN FILE",
                   .min_positionals = 2,
                   .max_positionals = 2,
                   .options = {OutputOption()}};
  AddPluginOptions(spec.options);
  return {spec, Decode};
}

}  // namespace pastiche::host
