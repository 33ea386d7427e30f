#include "host/report_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "host/comparison_tables.h"
#include "host/give_payload.h"
#include "kernels/dispatch.h"
#include "kernels/executor.h"

namespace pastiche::host {
namespace {

// Larger renderings are left out: the page is read on phones.
constexpr std::size_t kMostMediaBytes = 2u << 20;

bool NeedsQuotes(const std::string& word) {
  return word.empty() ||
         !std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c >= 0x80 ||
                  std::string_view("-_./=,:+%@").find(static_cast<char>(c)) !=
                      std::string_view::npos;
         });
}

std::string Quoted(const std::string& word) {
  if (!NeedsQuotes(word)) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace

Result<ReportDomain> DescribeForReport(const Session& session,
                                       const LoggedRun& run) {
  const Domain& domain = session.domain();
  ReportDomain report{.name = domain.info().name,
                      .comparison = run.comparison,
                      .split_by_host = run.split_by_host,
                      .columns = ComparisonColumns(domain, run.comparison)};
  struct Shown {
    const MethodResult* method;
    bool sound;
  };
  std::vector<Shown> shown;
  std::vector<Document> documents;
  for (const MethodResult& method : run.comparison.methods) {
    const bool ours = method.kind == MethodKind::kOurs;
    const std::size_t most = ours ? kReportExamples : 1;
    for (std::size_t i = 0; i < std::min(method.examples.size(), most); ++i) {
      const bool sound = i == 0 && (ours || method.name == "heldout");
      shown.push_back({.method = &method, .sound = sound});
      documents.emplace_back();
      documents.back().name = fmt::format("{}-{}", method.name, i + 1);
      documents.back().tokens = method.examples[i];
    }
  }
  if (!domain.channels().empty()) {
    const auto corpus = session.Corpus();
    if (!corpus) return Fail(corpus);
    const auto given = GivePayload(session, *corpus, documents);
    if (!given) return Fail(given);
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    auto media =
        RenderForReport(session, documents[i], shown[i].sound, kMostMediaBytes);
    if (!media) return Fail(media);
    auto& into = report.examples[shown[i].method->name];
    std::move(media->begin(), media->end(), std::back_inserter(into));
  }
  return report;
}

std::string CommandLine() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  const std::string words((std::istreambuf_iterator<char>(file)), {});
  std::string line;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = std::min(words.find('\0', at), words.size());
    if (!line.empty()) line += ' ';
    line += Quoted(words.substr(at, end - at));
    at = end + 1;
  }
  return line;
}

std::string MachineLine() {
  std::ifstream file("/proc/cpuinfo");
  std::string line, model = "unknown processor";
  while (std::getline(file, line)) {
    const std::size_t colon = line.find(": ");
    if (line.starts_with("model name") && colon != std::string::npos) {
      model = line.substr(colon + 2);
      break;
    }
  }
  return fmt::format("{}, {}, threads: {}", model, kernels::ActiveTargetName(),
                     kernels::thread_count());
}

}  // namespace pastiche::host
