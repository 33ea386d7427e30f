// Loading and opening, and sinks that refuse.

#include "framework/validate/subject.h"

#include <fmt/format.h>

#include <algorithm>

#include "framework/plugin/abi_domain.h"

namespace pastiche {
namespace {

CountingSink& Self(void* ctx) { return *static_cast<CountingSink*>(ctx); }

pst_status Count(void* ctx) {
  CountingSink& self = Self(ctx);
  return self.calls++ < self.refuse_at ? PST_OK : PST_E_LIMIT;
}
pst_status TakeBytes(void* ctx, const void* data, std::uint64_t size) {
  const pst_status status = Count(ctx);
  if (status == PST_OK && size > 0) {
    Self(ctx).bytes.append(static_cast<const char*>(data), size);
  }
  return status;
}
pst_status TakeTokens(void* ctx, const std::uint32_t* ids,
                      const pst_source_span*, std::uint64_t count) {
  const pst_status status = Count(ctx);
  if (status == PST_OK && count > 0) {
    Self(ctx).tokens.insert(Self(ctx).tokens.end(), ids, ids + count);
  }
  return status;
}
pst_status TakePayload(void* ctx, const double*, std::uint64_t) {
  return Count(ctx);
}
pst_status TakeDocument(void* ctx, const pst_document_info*) {
  return Count(ctx);
}
pst_status TakeFile(void* ctx, const pst_bytes*) { return Count(ctx); }
pst_status TakeRegion(void* ctx, const pst_region*) { return Count(ctx); }
pst_status TakeDiag(void* ctx, const pst_diag*) { return Count(ctx); }
pst_status TakeProgress(void* ctx, double) { return Count(ctx); }

}  // namespace

CountingSink::CountingSink(std::uint64_t refuse_from) : refuse_at(refuse_from) {
  raw = {sizeof raw,   this,     TakeBytes,  TakeTokens, TakePayload,
         TakeDocument, TakeFile, TakeRegion, TakeDiag,   TakeProgress};
}

RawInstance::RawInstance(const pst_domain& domain, const pst_host& host)
    : table(domain) {
  const pst_bytes options = {"{}", 2};
  CountingSink sink;
  const pst_status status = table.create(&host, &options, &sink.raw, &self);
  if (status != PST_OK || self == nullptr) {
    self = nullptr;
    throw Failed(fmt::format("create() returned {}", status));
  }
  BoundaryCheck check;
  t = ReadTables(table, self, check);
  if (!check.ok()) throw Failed(check.breach());
}

RawInstance::~RawInstance() {
  if (self != nullptr) table.destroy(self);
}

const PluginLibrary& CheckSubject::library() {
  if (library_ == nullptr) {
    library_ = MustHave(PluginLibrary::Load(path_, {}));
    if (index_ >= library_->domains().size()) {
      throw Failed("it has fewer domains than a moment ago");
    }
  }
  return *library_;
}

std::unique_ptr<Domain> CheckSubject::OpenAnother() {
  return MustHave(AbiDomain::Open(library(), index_, {}));
}

const Domain& CheckSubject::domain() {
  if (domain_ == nullptr) domain_ = OpenAnother();
  return *domain_;
}

RawInstance& CheckSubject::raw() {
  if (raw_ == nullptr) {
    raw_ = std::make_unique<RawInstance>(library().domains()[index_].table,
                                         library().host());
  }
  return *raw_;
}

const std::vector<Document>& CheckSubject::corpus() {
  if (corpus_.empty()) corpus_ = MustHave(domain().Corpus());
  return corpus_;
}

std::vector<Token> CheckSubject::Sample(std::size_t count) {
  std::vector<Token> tokens = corpus().front().tokens;
  if (tokens.size() <= count) return tokens;
  std::vector<std::uint8_t> starts(tokens.size());
  MustHave(domain().UnitStarts(tokens, starts));
  while (count > 1 && starts[count] == 0) --count;
  tokens.resize(count);
  return tokens;
}

std::string CheckSubject::Text() {
  return MustHave(domain().Decode(corpus().front().tokens));
}

}  // namespace pastiche
