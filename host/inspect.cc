// `pastiche inspect PLUGIN`: what a plugin says of itself.

#include <fmt/format.h>

#include "host/commands.h"
#include "host/json_output.h"
#include "host/session.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

std::string FormatFlags(const FormatInfo& format) {
  std::string flags;
  const auto add = [&](bool is, const char* word) {
    if (is) flags += flags.empty() ? word : fmt::format(", {}", word);
  };
  add(format.can_import, "in");
  add(format.can_export, "out");
  add(format.preview, "preview");
  add(format.project, "project");
  return flags;
}

json::object AsJson(const Session& session,
                    const std::vector<Document>& corpus) {
  const Domain& domain = session.domain();
  json::object result = JsonEnvelope("inspect");
  const DomainInfo& info = domain.info();
  result["domain"] = info.id;
  result["name"] = info.name;
  result["plugin_version"] = info.version;
  result["vendor"] = info.vendor;
  result["license"] = info.license;
  result["description"] = info.description;
  json::array tokens;
  for (const TokenInfo& token : domain.vocabulary())
    tokens.push_back(json::string(token.text));
  result["vocabulary"] = std::move(tokens);
  json::array documents;
  for (const Document& document : corpus) {
    documents.push_back({{"name", document.name},
                         {"license", document.license},
                         {"group", document.group_or_name()},
                         {"tokens", document.tokens.size()}});
  }
  result["corpus"] = std::move(documents);
  const Geometry& geometry = domain.geometry();
  json::array slots, features;
  for (const SlotInfo& slot : geometry.slots)
    slots.push_back(json::string(slot.id));
  for (const FeatureInfo& feature : geometry.features) {
    features.push_back(
        {{"id", feature.id}, {"lo", feature.lo}, {"hi", feature.hi}});
  }
  result["context"] = {{"axes", geometry.axis_count},
                       {"unit_length", geometry.unit_length},
                       {"slots", std::move(slots)},
                       {"features", std::move(features)}};
  json::array metrics, formats, options, regions;
  for (const MetricInfo& metric : domain.metrics()) {
    metrics.push_back({{"id", info.id + "." + metric.id},
                       {"name", metric.name},
                       {"unit", metric.unit},
                       {"direction", metric.direction},
                       {"gameable", metric.gameable},
                       {"description", metric.description}});
  }
  for (const FormatInfo& format : domain.formats()) {
    formats.push_back({{"id", format.id},
                       {"name", format.name},
                       {"media_type", format.media_type},
                       {"extension", format.extension},
                       {"import", format.can_import},
                       {"export", format.can_export}});
  }
  for (const OptionInfo& option : domain.options()) {
    options.push_back({{"id", option.id},
                       {"default", option.initial},
                       {"description", option.description}});
  }
  for (const std::string& kind : domain.region_kinds()) {
    regions.push_back(json::string(kind));
  }
  result["metrics"] = std::move(metrics);
  result["formats"] = std::move(formats);
  result["options"] = std::move(options);
  result["regions"] = std::move(regions);
  result["heads"] = session.recommendation().provenance;
  if (const auto recommended = domain.Recommend()) {
    boost::system::error_code error;
    const json::value value = json::parse(*recommended, error);
    if (!error) result["recommendation"] = value;
  }
  return result;
}

void PrintAsText(const Console& console, const Session& session,
                 const std::vector<Document>& corpus) {
  const Domain& domain = session.domain();
  const DomainInfo& info = domain.info();
  const auto line = [&](std::string_view title, const std::string& text) {
    console.Out(fmt::format("{:<12}{}\n", title, text));
  };
  console.Out(fmt::format("{}: {}\n", console.Bold(info.id), info.name));
  line("", info.description);
  line("version",
       fmt::format("{} by {}, {}", info.version, info.vendor, info.license));
  std::string tokens;
  for (const TokenInfo& token : domain.vocabulary()) {
    if (tokens.size() > 60) {
      tokens += " ...";
      break;
    }
    tokens += (tokens.empty() ? "" : " ") + token.text;
  }
  line("vocabulary",
       fmt::format("{} tokens: {}", domain.vocabulary().size(), tokens));
  std::size_t total = 0;
  for (const Document& document : corpus) total += document.tokens.size();
  line("corpus", fmt::format("{} documents, {} tokens", corpus.size(), total));
  if (console.verbose()) {
    for (const Document& document : corpus) {
      line("", fmt::format("{} ({} tokens, {})", document.name,
                           document.tokens.size(), document.license));
    }
  }
  const Geometry& geometry = domain.geometry();
  line("context",
       fmt::format(
           "{} axes, {} slots, {} features, unit of {} tokens",
           geometry.axis_count, geometry.slots.size(), geometry.features.size(),
           geometry.unit_length == 0 ? std::string("varying")
                                     : std::to_string(geometry.unit_length)));
  for (const MetricInfo& metric : domain.metrics()) {
    line("metric",
         fmt::format("{}.{}: {}{}", info.id, metric.id, metric.description,
                     metric.gameable ? " [gameable]" : ""));
  }
  for (const FormatInfo& format : domain.formats()) {
    line("format", fmt::format("{} (.{}, {}): {}", format.id, format.extension,
                               FormatFlags(format), format.name));
  }
  for (const OptionInfo& option : domain.options()) {
    line("option", fmt::format("{}={}: {}", option.id, option.initial,
                               option.description));
  }
  std::string regions;
  for (const std::string& kind : domain.region_kinds()) regions += " " + kind;
  if (!regions.empty()) line("regions", regions.substr(1));
  line("heads", fmt::format("from {}", session.recommendation().provenance));
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto session =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!session) return Fail(session);
  const auto corpus = (*session)->domain().Corpus();
  if (!corpus) return Fail(corpus);
  if (arguments.Has("json")) {
    PrintJson(console, AsJson(**session, *corpus));
  } else {
    PrintAsText(console, **session, *corpus);
  }
  return kOk;
}

}  // namespace

Command InspectCommand() {
  CommandSpec spec{
      .name = "inspect",
      .summary = "vocabulary, corpus, metrics, formats of a plugin",
      .positionals = "PLUGIN",
      .min_positionals = 1,
      .max_positionals = 1,
      .examples = {"pastiche inspect mario --verbose"}};
  AddPluginOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
