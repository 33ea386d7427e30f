// A pst_sink that writes down everything it is given.

#ifndef PASTICHE_TESTS_PLUGINS_DRUMS_RECORDING_SINK_H_
#define PASTICHE_TESTS_PLUGINS_DRUMS_RECORDING_SINK_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <pastiche/plugin.hpp>
#include <string>
#include <vector>

namespace pastiche::drums::test {

class RecordingSink {
 public:
  struct Document {
    std::string name, license, group;
    std::vector<std::uint32_t> tokens;
    std::vector<pst_source_span> where;
    std::vector<double> payload;
  };
  struct Diag {
    int severity;
    int code;
    std::uint64_t begin, end;
    std::uint32_t file;
    std::string message, mend;
  };
  struct Region {
    std::string label;
    std::vector<pst_span> runs;
  };

  // The sink answers PST_E_LIMIT from call number `calls_left` on.
  explicit RecordingSink(int calls_left = 1 << 30) : calls_left_(calls_left) {}
  RecordingSink(const RecordingSink&) = delete;
  RecordingSink& operator=(const RecordingSink&) = delete;

  pst_sink* Get() { return &sink_; }

  std::string bytes;
  std::vector<std::string> file_names;
  std::vector<Document> documents = {{}};  // [0]: before next_document.
  std::vector<Diag> diags;
  std::vector<Region> regions;

 private:
  static RecordingSink& Self(void* ctx) {
    return *static_cast<RecordingSink*>(ctx);
  }
  pst_status Count() { return --calls_left_ >= 0 ? PST_OK : PST_E_LIMIT; }

  static pst_status Bytes(void* ctx, const void* data, uint64_t size) {
    Self(ctx).bytes.append(static_cast<const char*>(data), size);
    return Self(ctx).Count();
  }
  static pst_status Tokens(void* ctx, const uint32_t* ids,
                           const pst_source_span* where, uint64_t count) {
    Document& document = Self(ctx).documents.back();
    document.tokens.insert(document.tokens.end(), ids, ids + count);
    if (where != nullptr) {
      document.where.insert(document.where.end(), where, where + count);
    }
    return Self(ctx).Count();
  }
  static pst_status Payload(void* ctx, const double* values, uint64_t count) {
    Document& document = Self(ctx).documents.back();
    document.payload.insert(document.payload.end(), values, values + count);
    return Self(ctx).Count();
  }
  static pst_status NextDocument(void* ctx, const pst_document_info* info) {
    Self(ctx).documents.push_back({pst::ToString(info->name),
                                   pst::ToString(info->license),
                                   pst::ToString(info->group),
                                   {},
                                   {},
                                   {}});
    return Self(ctx).Count();
  }
  static pst_status NextFile(void* ctx, const pst_bytes* name) {
    Self(ctx).file_names.push_back(pst::ToString(*name));
    return Self(ctx).Count();
  }
  static pst_status AddRegion(void* ctx, const pst_region* region) {
    Self(ctx).regions.push_back(
        {pst::ToString(region->label),
         {region->runs, region->runs + region->run_count}});
    return Self(ctx).Count();
  }
  static pst_status AddDiag(void* ctx, const pst_diag* diag) {
    Self(ctx).diags.push_back(
        {diag->severity, diag->code, diag->begin, diag->end, diag->file,
         pst::ToString(diag->message), pst::ToString(diag->mend)});
    return Self(ctx).Count();
  }
  static pst_status Progress(void* ctx, double) { return Self(ctx).Count(); }

  int calls_left_;
  pst_sink sink_ = {sizeof(pst_sink), this,     Bytes,     Tokens,  Payload,
                    NextDocument,     NextFile, AddRegion, AddDiag, Progress};
};

}  // namespace pastiche::drums::test

#endif  // PASTICHE_TESTS_PLUGINS_DRUMS_RECORDING_SINK_H_
