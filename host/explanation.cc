// Sources as text and JSON.

#include "host/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "framework/generate/explain.h"

namespace pastiche::host {
namespace {

namespace json = boost::json;

constexpr std::size_t kShown = 3;  // Documents or places on one line.

double CorpusShare(const Attribution& source) {
  return std::accumulate(source.documents.begin(), source.documents.end(), 0.0);
}

std::string Percent(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::string SharesText(const Attribution& source) {
  return fmt::format("corpus {}, own {}, n-gram {}, unigram {}",
                     Percent(CorpusShare(source)), Percent(source.own),
                     Percent(source.ngram), Percent(source.unigram));
}

// Indices of the documents that gave anything, by falling share.
std::vector<std::size_t> ByShare(const std::vector<double>& shares) {
  std::vector<std::size_t> order;
  for (std::size_t d = 0; d < shares.size(); ++d) {
    if (shares[d] > 0.0) order.push_back(d);
  }
  std::stable_sort(
      order.begin(), order.end(),
      [&](std::size_t a, std::size_t b) { return shares[a] > shares[b]; });
  return order;
}

// Index of the unit that holds `position`, from 0.
std::size_t UnitOf(const UnitDocument& units, std::size_t position) {
  const auto after =
      std::upper_bound(units.bounds.begin(), units.bounds.end(), position);
  return static_cast<std::size_t>(after - units.bounds.begin() - 1);
}

bool WasDrawn(const Attribution& source) { return source.probability > 0.0; }

}  // namespace

void AddExplainOption(std::vector<OptionSpec>& options) {
  options.push_back({.name = "explain",
                     .help = "say where each token came from, and what is "
                             "copied"});
}

Result<Explainer> Explainer::Build(const Domain& domain,
                                   std::span<const Document> corpus) {
  auto copying = Copying::Build(domain, corpus);
  if (!copying) return Fail(copying);
  Explainer explainer(domain, corpus, std::move(*copying));
  for (const Document& document : corpus) {
    auto units = CutIntoUnits(domain, document.tokens);
    if (!units) return Fail(units);
    explainer.units_.push_back(std::move(*units));
  }
  return explainer;
}

std::string Explainer::UnitText(const Attribution& mean) const {
  std::string text = SharesText(mean);
  const auto order = ByShare(mean.documents);
  for (std::size_t i = 0; i < std::min(kShown, order.size()); ++i) {
    text += fmt::format("{} {} {}", i == 0 ? ":" : ",", corpus_[order[i]].name,
                        Percent(mean.documents[order[i]]));
  }
  return text + "\n";
}

std::string Explainer::TokenText(const Attribution& source) const {
  std::string text = fmt::format("p {:.3f}  ", source.probability);
  for (const auto& [share, name] : {std::pair{source.own, "own"},
                                    {source.ngram, "n-gram"},
                                    {source.unigram, "unigram"}}) {
    if (share >= 0.0005) text += fmt::format("{} {}, ", name, Percent(share));
  }
  for (std::size_t i = 0; i < std::min(kShown, source.places.size()); ++i) {
    const Attribution::Place& place = source.places[i];
    const UnitDocument& units = units_[place.document];
    const std::size_t unit = UnitOf(units, place.position);
    text += fmt::format("{}{}:{}.{} {}", i == 0 ? "" : ", ",
                        corpus_[place.document].name, unit + 1,
                        place.position - units.bounds[unit] + 1,
                        Percent(place.share));
  }
  return text + "\n";
}

std::string Explainer::CopyText(const CopyMeter& meter) const {
  std::string text;
  if (meter.longest.units == 0) {
    text = "copy meter: no unit stands in the corpus";
  } else {
    const UnitMatch& match = meter.longest;
    text = fmt::format(
        "copy meter: longest verbatim run {} units, {} to {}, from {} units {} "
        "to {}",
        match.units, meter.first + 1, meter.first + match.units,
        corpus_[match.document].name, match.unit + 1, match.unit + match.units);
  }
  return text + fmt::format(
                    "; {} of the units lie in runs of 8 or more, {} in "
                    "16 or more\n",
                    Percent(meter.covered_8), Percent(meter.covered_16));
}

Result<std::string> Explainer::Text(
    const Document& sample, std::span<const Attribution> sources) const {
  const auto units = CutIntoUnits(domain_, sample.tokens);
  if (!units) return Fail(units);
  const auto meter = copying_.Measure(domain_, sample.tokens);
  if (!meter) return Fail(meter);
  const Attribution all = MeanOf(sources);
  std::string text = fmt::format(
      "sources of {}: {} tokens drawn\neach token's probability, split; a "
      "place "
      "is DOCUMENT:UNIT.TOKEN, from 1\n\n",
      sample.name, std::count_if(sources.begin(), sources.end(), WasDrawn));
  text += CopyText(*meter) + "all  " + SharesText(all) + "\n";
  for (const std::size_t d : ByShare(all.documents)) {
    const std::string& license = corpus_[d].license;
    text += fmt::format("{:>9}  {}  {}\n", Percent(all.documents[d]),
                        corpus_[d].name,
                        license.empty() ? "no licence stated" : license);
  }
  for (std::size_t u = 0; u < units->unit_count(); ++u) {
    const std::size_t begin = units->bounds[u], end = units->bounds[u + 1];
    const auto here = sources.subspan(begin, end - begin);
    if (std::none_of(here.begin(), here.end(), WasDrawn)) continue;
    text += fmt::format("\nunit {}  {}", u + 1, UnitText(MeanOf(here)));
    for (std::size_t i = begin; i < end; ++i) {
      if (!WasDrawn(sources[i])) continue;
      text += fmt::format("{:>6}.{:<3} {:<4} {}", u + 1, i - begin + 1,
                          domain_.vocabulary()[sample.tokens[i]].text,
                          TokenText(sources[i]));
    }
  }
  return text;
}

json::object Explainer::Shares(const Attribution& source) const {
  return {{"corpus", CorpusShare(source)},
          {"own", source.own},
          {"ngram", source.ngram},
          {"unigram", source.unigram}};
}

json::object Explainer::TokenJson(const Attribution& source) const {
  json::object token = Shares(source);
  token["probability"] =
      std::min(1.0, source.probability);  // But for rounding.
  token["heads"] = json::array(source.heads.begin(), source.heads.end());
  json::array places;
  for (const Attribution::Place& place : source.places) {
    const Document& document = corpus_[place.document];
    json::object entry = {
        {"document", document.name},
        {"position", place.position},
        {"unit", UnitOf(units_[place.document], place.position) + 1},
        {"share", place.share}};
    if (!document.license.empty()) entry["license"] = document.license;
    places.push_back(std::move(entry));
  }
  token["sources"] = std::move(places);
  return token;
}

Result<json::object> Explainer::Json(
    const Document& sample, std::span<const Attribution> sources) const {
  const auto units = CutIntoUnits(domain_, sample.tokens);
  if (!units) return Fail(units);
  const auto meter = copying_.Measure(domain_, sample.tokens);
  if (!meter) return Fail(meter);
  const auto with_documents = [&](const Attribution& mean) {
    json::object object = Shares(mean);
    json::array documents;
    for (const std::size_t d : ByShare(mean.documents)) {
      json::object entry = {{"document", corpus_[d].name},
                            {"share", mean.documents[d]}};
      if (!corpus_[d].license.empty()) entry["license"] = corpus_[d].license;
      documents.push_back(std::move(entry));
    }
    object["documents"] = std::move(documents);
    return object;
  };
  json::array unit_list, token_list;
  for (std::size_t u = 0; u < units->unit_count(); ++u) {
    const std::size_t begin = units->bounds[u], end = units->bounds[u + 1];
    const auto here = sources.subspan(begin, end - begin);
    if (std::none_of(here.begin(), here.end(), WasDrawn)) continue;
    json::object unit = with_documents(MeanOf(here));
    unit["unit"] = u + 1;
    unit_list.push_back(std::move(unit));
    for (std::size_t i = begin; i < end; ++i) {
      if (!WasDrawn(sources[i])) continue;
      json::object token = TokenJson(sources[i]);
      token["position"] = i;
      token["unit"] = u + 1;
      token["token"] = domain_.vocabulary()[sample.tokens[i]].text;
      token_list.push_back(std::move(token));
    }
  }
  json::object copy = {{"units", meter->units},
                       {"longest", meter->longest.units},
                       {"covered_8", meter->covered_8},
                       {"covered_16", meter->covered_16}};
  if (meter->longest.units > 0) {
    copy["first_unit"] = meter->first + 1;
    copy["source"] = {{"document", corpus_[meter->longest.document].name},
                      {"unit", meter->longest.unit + 1}};
  }
  return json::object{{"schema", "pastiche.explain/1"},
                      {"all", with_documents(MeanOf(sources))},
                      {"copy", std::move(copy)},
                      {"units", std::move(unit_list)},
                      {"tokens", std::move(token_list)}};
}

Result<std::optional<Explainer>> ReadExplain(const Arguments& arguments,
                                             const Domain& domain,
                                             std::span<const Document> corpus) {
  if (!arguments.Has("explain")) return std::nullopt;
  auto built = Explainer::Build(domain, corpus);
  if (!built) return Fail(built);
  return std::optional<Explainer>(std::move(*built));
}

}  // namespace pastiche::host
