// `pastiche score PLUGIN FILE...`: the user's own files, judged by the plugin's
// metrics and by how well the corpus predicts them.

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>

#include "framework/evaluate/likelihood.h"
#include "framework/evaluate/method_set.h"
#include "host/commands.h"
#include "host/document_files.h"
#include "host/json_output.h"
#include "host/places.h"
#include "host/session.h"
#include "host/session_models.h"
#include "host/table.h"
#include "host/ticker.h"
#include "host/token_bits.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;
using Kind = OptionSpec::Kind;

constexpr std::size_t kTop = 10;  // Surprising places listed.

struct Scored {
  std::vector<std::string> ids;                       // Metrics, in order.
  std::vector<std::map<std::string, double>> values;  // By document.
  std::vector<Verdict> verdicts;                      // By document.
  std::vector<std::vector<TokenBits>> token_bits;  // --per-token, by document.
};

Result<void> AddPluginMetrics(const Domain& domain,
                              const std::vector<Document>& corpus,
                              const std::vector<Document>& documents,
                              Scored& scored) {
  std::vector<TokenSpan> memory;
  for (const Document& document : corpus) memory.emplace_back(document.tokens);
  for (std::size_t m = 0; m < domain.metrics().size(); ++m) {
    const std::string id = domain.info().id + "." + domain.metrics()[m].id;
    scored.ids.push_back(id);
    for (std::size_t d = 0; d < documents.size(); ++d) {
      const TokenSpan sample[] = {documents[d].tokens};
      const auto value = domain.Metric(m, sample, memory, memory);
      if (!value) return Fail(value);
      scored.values[d][id] = value->front();
    }
  }
  return {};
}

Result<void> AddTokenBits(const Session& session, const MethodSet& methods,
                          const std::vector<Document>& documents,
                          Scored& scored) {
  const Sides sides = session.arguments().Text("sides", "left") == "both"
                          ? Sides::kBoth
                          : Sides::kLeft;
  for (const Document& document : documents) {
    auto bits = BitsOfTokens(session.domain(), methods.attention(), document,
                             sides, MainProgress());
    if (!bits) return Fail(bits);
    scored.token_bits.push_back(std::move(*bits));
  }
  return {};
}

Result<Scored> Score(const Session& session,
                     const std::vector<Document>& documents) {
  const Domain& domain = session.domain();
  const auto corpus = session.Corpus();
  if (!corpus) return Fail(corpus);
  const auto methods = BuildMethods(session, *corpus, {}, &MainProgress());
  if (!methods) return Fail(methods);
  Scored scored;
  scored.values.resize(documents.size());
  MainProgress().done = MainProgress().total = 0;
  const bool per_token = session.arguments().Has("per-token");
  for (const Document& document : documents) {
    MainProgress().total += (per_token ? 3 : 2) * document.tokens.size();
  }
  const Ticker ticker(session.console(), MainProgress(), "scoring", "tokens");
  for (const bool cache : {false, true}) {
    const std::string id = cache ? "bits_per_token_cached" : "bits_per_token";
    scored.ids.push_back(id);
    const auto bits =
        ScoreDocuments((*methods)->attention(), {.own_cache = cache}, documents,
                       domain.vocabulary().size(), &MainProgress());
    if (!bits) return Fail(bits);
    for (std::size_t d = 0; d < documents.size(); ++d) {
      scored.values[d][id] =
          (*bits)[d].bits / static_cast<double>((*bits)[d].tokens);
    }
  }
  if (const auto added = AddPluginMetrics(domain, *corpus, documents, scored);
      !added) {
    return Fail(added);
  }
  if (per_token) {
    const auto added = AddTokenBits(session, **methods, documents, scored);
    if (!added) return Fail(added);
  }
  for (const Document& document : documents) {
    auto verdict = domain.Check(document.tokens);
    if (!verdict) return Fail(verdict);
    scored.verdicts.push_back(std::move(*verdict));
  }
  return scored;
}

// --fail-below METRIC=VALUE: whether every document reaches it.
Result<bool> ReachesLimits(const Arguments& arguments, const Scored& scored) {
  bool reached = true;
  for (const std::string& word : arguments.List("fail-below")) {
    const std::size_t equals = word.find('=');
    const std::string id = word.substr(0, equals);
    double limit = 0.0;
    const std::string number =
        equals == std::string::npos ? "" : word.substr(equals + 1);
    const auto parsed =
        std::from_chars(number.data(), number.data() + number.size(), limit);
    if (number.empty() || parsed.ec != std::errc() ||
        parsed.ptr != number.data() + number.size()) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--fail-below: \"{}\" is not METRIC=VALUE", word),
                  "write mario.playable=1");
    }
    for (const auto& values : scored.values) {
      const auto found = values.find(id);
      if (found == values.end()) {
        return Fail(ErrorCode::kUsage,
                    fmt::format("--fail-below: no metric \"{}\"", id),
                    fmt::format("there are {}", fmt::join(scored.ids, ", ")));
      }
      reached = reached && found->second >= limit;
    }
  }
  return reached;
}

void PrintAsJson(const Session& session, const ImportedDocuments& imported,
                 const Scored& scored) {
  const std::vector<Document>& documents = imported.documents;
  const std::size_t top = session.arguments().Integer("top", kTop);
  json::object result = JsonEnvelope("score");
  result["domain"] = session.domain().info().id;
  json::array files;
  for (std::size_t d = 0; d < documents.size(); ++d) {
    json::object metrics;
    for (const std::string& id : scored.ids) {
      SetNumber(metrics, id, scored.values[d].at(id));
    }
    json::array findings;
    for (const Diagnostic& finding : scored.verdicts[d].diagnostics) {
      findings.push_back(ToJson(finding));
    }
    json::object file = {{"name", documents[d].name},
                         {"tokens", documents[d].tokens.size()},
                         {"valid", scored.verdicts[d].valid},
                         {"findings", std::move(findings)},
                         {"metrics", std::move(metrics)}};
    if (!scored.token_bits.empty()) {
      file["per_token"] =
          SurpriseAsJson(session.domain(), documents[d], imported.files,
                         scored.token_bits[d], top);
    }
    files.push_back(std::move(file));
  }
  result["documents"] = std::move(files);
  PrintJson(session.console(), result);
}

void PrintTable(const Console& console, const std::vector<Document>& documents,
                const Scored& scored) {
  std::vector<std::string> header = {"metric"};
  for (const Document& document : documents) header.push_back(document.name);
  Table table(header);
  for (const std::string& id : scored.ids) {
    std::vector<std::string> row = {id};
    for (const auto& values : scored.values) {
      const double value = values.at(id);
      row.push_back(std::isfinite(value) ? fmt::format("{:.4f}", value) : "-");
    }
    table.Add(row);
  }
  std::vector<std::string> valid = {"valid"};
  for (const Verdict& verdict : scored.verdicts) {
    valid.push_back(verdict.valid ? "yes" : "no");
  }
  table.Add(valid);
  console.Out(table.Text());
}

// The text with its surprises marked, where there is colour, and the worst.
void PrintSurprises(const Session& session, const ImportedDocuments& imported,
                    const Scored& scored) {
  const Console& console = session.console();
  const std::size_t top = session.arguments().Integer("top", kTop);
  for (std::size_t d = 0; d < scored.token_bits.size(); ++d) {
    const Document& document = imported.documents[d];
    const std::vector<TokenBits>& bits = scored.token_bits[d];
    if (console.stdout_color()) {
      console.Out("\n" + Highlighted(document, imported.files, bits));
    }
    console.Out("\n");
    for (const std::size_t at : MostSurprising(document, bits, top)) {
      console.Out(SurpriseLine(session.domain(), document, imported.files, at,
                               bits[at]) +
                  "\n");
    }
  }
}

// The files again, with their surprises marked.
Result<void> WriteMarked(const Session& session,
                         const std::vector<Document>& documents,
                         const Scored& scored) {
  const auto format = session.ExportFormat();
  if (!format) return Fail(format);
  std::vector<std::string> surprises;
  for (const auto& bits : scored.token_bits) {
    surprises.push_back(BitsAsText(bits));
  }
  return WriteDocuments(session, *format, documents,
                        session.arguments().Text("output"), surprises);
}

// --output is for what can be marked.
Result<void> CheckOutput(const Session& session) {
  if (!session.arguments().Has("output")) return {};
  if (!session.arguments().Has("per-token")) {
    return Fail(ErrorCode::kUsage, "--output is for marked surprises",
                "give --per-token, too");
  }
  if (session.MarksSurprise()) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("{} cannot mark surprises in its formats",
                          session.domain().info().id),
              "leave --output out");
}

Result<ExitCode> Run(const Console& console, const Arguments& arguments) {
  const auto session =
      Session::Open(console, arguments, arguments.positionals()[0]);
  if (!session) return Fail(session);
  (*session)->ReadBroken();
  if (const auto can = CheckOutput(**session); !can) return Fail(can);
  const auto& words = arguments.positionals();
  const auto imported = (*session)->Import({words.begin() + 1, words.end()});
  if (!imported) return Fail(imported);
  const auto scored = Score(**session, imported->documents);
  if (!scored) return Fail(scored);
  if (arguments.Has("json")) {
    PrintAsJson(**session, *imported, *scored);
  } else {
    PrintTable(console, imported->documents, *scored);
    PrintSurprises(**session, *imported, *scored);
    for (std::size_t d = 0; d < scored->verdicts.size(); ++d) {
      for (const Diagnostic& finding : scored->verdicts[d].diagnostics) {
        console.Finding(PlaceOfToken(imported->documents[d], imported->files,
                                     finding.begin),
                        finding);
      }
    }
  }
  if (arguments.Has("output")) {
    const auto written = WriteMarked(**session, imported->documents, *scored);
    if (!written) return Fail(written);
  }
  const auto reached = ReachesLimits(arguments, *scored);
  if (!reached) return Fail(reached);
  return *reached ? kOk : kNotAccepted;
}

}  // namespace

Command ScoreCommand() {
  CommandSpec spec{
      .name = "score",
      .summary = "judges your files: metrics, and bits per token",
      .positionals = "PLUGIN FILE...",
      .min_positionals = 2,
      .max_positionals = 100000,
      .options = {{.name = "fail-below",
                   .kind = Kind::kList,
                   .value = "METRIC=VALUE",
                   .help = "exit 3 if a file's metric is lower; repeatable"},
                  {.name = "per-token",
                   .help = "mark what is unlike the corpus"},
                  {.name = "top",
                   .kind = Kind::kInteger,
                   .value = "N",
                   .help = "list the N most surprising places (10)",
                   .hi = 1000000},
                  {.name = "sides",
                   .kind = Kind::kChoice,
                   .value = "SIDES",
                   .help = "judge by what came before (left) or by all (both)",
                   .choices = {"left", "both"}},
                  {.name = "output",
                   .kind = Kind::kText,
                   .value = "FILE",
                   .help = "with --per-token: draw the document there, its "
                           "surprises marked",
                   .letter = 'o',
                   .guarded = true}},
      .examples = {
          "pastiche score mario my-level.txt --json",
          "pastiche score terraform main.tf --per-token -o page.html"}};
  AddPluginOptions(spec.options);
  AddCorpusOptions(spec.options);
  return {spec, Run};
}

}  // namespace pastiche::host
