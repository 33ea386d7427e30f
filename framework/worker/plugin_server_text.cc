// The part of PluginServer that handles documents: codec, corpus, constraint,
// metrics, formats, regions, payload, recommend.

#include "framework/worker/plugin_server.h"
#include "framework/worker/plugin_server_answers.h"

namespace pastiche {
namespace {

// Sets of sequences as they arrive, and as the plugin wants them.
class TokenSets {
 public:
  explicit TokenSets(ByteReader& in) {
    const std::uint64_t count = in.GetCount(sizeof(std::uint64_t));
    sequences_.resize(count);
    for (auto& sequence : sequences_) {
      sequence = in.GetArray<std::uint32_t>();
      views_.push_back(View(sequence));
    }
    views_.reserve(1);
    set_ = {views_.data(), views_.size()};
  }
  [[nodiscard]] const pst_token_set* get() const { return &set_; }

 private:
  std::vector<std::vector<std::uint32_t>> sequences_;
  std::vector<pst_tokens> views_;
  pst_token_set set_ = {};
};

}  // namespace

void PluginServer::TokenInfo(ByteReader& in, ByteWriter& out) {
  const auto first = in.Get<std::uint32_t>();
  const auto count = in.Get<std::uint32_t>();
  if (!in.done() || count > 4096) return in.Fail();
  for (std::uint32_t i = 0; i < count; ++i) {
    OutStruct<pst_token_info> room;
    pst_token_info& info = room.value;
    out.Put(tables_.codec.token_info(self_, first + i, &info));
    out.Put(info.struct_size);
    PutBytes(out, info.text);
    out.Put(info.flags);
    out.Put(info.category);
  }
}

void PluginServer::Encode(ByteReader& in, ByteWriter& out) {
  const pst_bytes text = RequestBytes(in);
  if (!in.done()) return in.Fail();
  PutCall(out, [&](pst_sink* sink) {
    return tables_.codec.encode(self_, &text, sink);
  });
}

void PluginServer::Decode(ByteReader& in, ByteWriter& out) {
  auto ids = in.GetArray<std::uint32_t>();
  if (!in.done()) return in.Fail();
  const pst_tokens tokens = View(ids);
  PutCall(out, [&](pst_sink* sink) {
    return tables_.codec.decode(self_, &tokens, sink);
  });
}

void PluginServer::Document(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint64_t>();
  if (!in.done()) return in.Fail();
  PutCall(out, [&](pst_sink* sink) {
    return tables_.corpus.document(self_, index, sink);
  });
}

void PluginServer::Check(ByteReader& in, ByteWriter& out) {
  auto ids = in.GetArray<std::uint32_t>();
  if (!in.done() || tables_.constraint.check == nullptr) return in.Fail();
  const pst_tokens tokens = View(ids);
  PutCall(out, [&](pst_sink* sink) {
    return tables_.constraint.check(self_, &tokens, sink);
  });
}

void PluginServer::PrefixOk(ByteReader& in, ByteWriter& out) {
  auto ids = in.GetArray<std::uint32_t>();
  if (!in.done() || tables_.constraint.prefix_ok == nullptr) return in.Fail();
  const pst_tokens tokens = View(ids);
  PutCall(out, [&](pst_sink* sink) {
    return tables_.constraint.prefix_ok(self_, &tokens, sink);
  });
}

void PluginServer::Complete(ByteReader& in, ByteWriter& out) {
  auto ids = in.GetArray<std::uint32_t>();
  if (!in.done() || tables_.constraint.complete == nullptr) return in.Fail();
  const pst_tokens tokens = View(ids);
  PutCall(out, [&](pst_sink* sink) {
    return tables_.constraint.complete(self_, &tokens, sink);
  });
}

void PluginServer::Metric(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  if (!in.done() || tables_.metrics.metric == nullptr) return in.Fail();
  OutStruct<pst_metric_info> room;
  pst_metric_info& info = room.value;
  out.Put(tables_.metrics.metric(self_, index, &info));
  out.Put(info.struct_size);
  for (const char* text : {info.id, info.name, info.unit, info.description}) {
    PutText(out, text);
  }
  out.Put(info.direction);
  out.Put(info.scope);
  out.Put(info.flags);
  out.Put(info.lo);
  out.Put(info.hi);
}

void PluginServer::Compute(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  const TokenSets samples(in), corpus(in), reference(in);
  const auto count = in.Get<std::uint64_t>();
  if (!in.done() || tables_.metrics.compute == nullptr ||
      count > samples.get()->count + 1) {
    return in.Fail();
  }
  std::vector<double> values(count);
  out.Put(tables_.metrics.compute(self_, index, samples.get(), corpus.get(),
                                  reference.get(), values.data(), count));
  out.PutArray(values.data(), values.size());
}

void PluginServer::Format(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  if (!in.done() || tables_.formats.format == nullptr) return in.Fail();
  OutStruct<pst_format_info> room;
  pst_format_info& info = room.value;
  out.Put(tables_.formats.format(self_, index, &info));
  out.Put(info.struct_size);
  for (const char* text :
       {info.id, info.name, info.media_type, info.extension}) {
    PutText(out, text);
  }
  out.Put(info.flags);
}

void PluginServer::Render(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  pst_document document = {};
  document.struct_size = sizeof document;
  document.name = RequestBytes(in);
  auto ids = in.GetArray<std::uint32_t>();
  document.tokens = View(ids);
  const auto payload = in.GetArray<double>();
  document.payload = payload.empty() ? nullptr : payload.data();
  const pst_bytes options = RequestBytes(in);
  if (!in.done() || tables_.formats.render == nullptr) return in.Fail();
  PutCall(out, [&](pst_sink* sink) {
    return tables_.formats.render(self_, index, &document, &options, sink);
  });
}

void PluginServer::ImportFiles(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  std::vector<pst_file> files(in.GetCount(2 * 9));
  for (pst_file& file : files) {
    file.name = RequestBytes(in);
    file.content = RequestBytes(in);
  }
  const pst_bytes options = RequestBytes(in);
  if (!in.done() || tables_.formats.import_files == nullptr) return in.Fail();
  files.reserve(1);
  PutCall(out, [&](pst_sink* sink) {
    return tables_.formats.import_files(self_, index, files.data(),
                                        files.size(), &options, sink);
  });
}

void PluginServer::RegionKind(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  if (!in.done() || tables_.regions.kind == nullptr) return in.Fail();
  PutText(out, tables_.regions.kind(self_, index));
}

void PluginServer::Regions(ByteReader& in, ByteWriter& out) {
  const auto kind = in.Get<std::uint32_t>();
  auto ids = in.GetArray<std::uint32_t>();
  if (!in.done() || tables_.regions.list == nullptr) return in.Fail();
  const pst_tokens tokens = View(ids);
  PutCall(out, [&](pst_sink* sink) {
    return tables_.regions.list(self_, kind, &tokens, sink);
  });
}

void PluginServer::Channel(ByteReader& in, ByteWriter& out) {
  const auto index = in.Get<std::uint32_t>();
  if (!in.done() || tables_.payload.channel == nullptr) return in.Fail();
  OutStruct<pst_channel_info> room;
  pst_channel_info& info = room.value;
  out.Put(tables_.payload.channel(self_, index, &info));
  out.Put(info.struct_size);
  PutText(out, info.id);
  PutText(out, info.unit);
  out.Put(info.lo);
  out.Put(info.hi);
  out.Put(info.initial);
}

void PluginServer::Recommend(ByteReader& in, ByteWriter& out) {
  if (!in.done() || tables_.recommend.json == nullptr) return in.Fail();
  PutCall(out,
          [&](pst_sink* sink) { return tables_.recommend.json(self_, sink); });
}

}  // namespace pastiche
