// The worker's side: answers requests by calling the plugin as it is. Nothing
// it returns is trusted: the host checks every answer as if the plugin had
// given it.

#ifndef PASTICHE_FRAMEWORK_WORKER_PLUGIN_SERVER_H_
#define PASTICHE_FRAMEWORK_WORKER_PLUGIN_SERVER_H_

#include <pastiche/plugin.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "framework/plugin/extension_tables.h"
#include "framework/plugin/library.h"
#include "framework/plugin/negotiation.h"
#include "framework/worker/byte_stream.h"
#include "framework/worker/plugin_call.h"

namespace pastiche {

// The answer to kLoad: what the file says of itself. `unconfined`: why system
// calls could not be confined, or "".
[[nodiscard]] std::string LoadedAnswer(const PluginLibrary& library,
                                       const std::string& unconfined);

// One instance of one domain.
class PluginServer {
 public:
  // All outlive the server.
  PluginServer(const std::vector<PluginDomain>& domains, const pst_host& host)
      : domains_(domains), host_(host) {}
  ~PluginServer();
  PluginServer(const PluginServer&) = delete;
  PluginServer& operator=(const PluginServer&) = delete;

  // The answer to any bytes; a request that makes no sense is refused. May
  // throw std::bad_alloc.
  [[nodiscard]] std::string Answer(std::string_view request);

 private:
  using Handler = void (PluginServer::*)(ByteReader& in, ByteWriter& out);
  [[nodiscard]] static Handler HandlerOf(PluginCall call);

  void Create(ByteReader& in, ByteWriter& out);
  void PutTables(ByteWriter& out) const;

  // Text and judgement: plugin_server_text.cc.
  void TokenInfo(ByteReader& in, ByteWriter& out);
  void Encode(ByteReader& in, ByteWriter& out);
  void Decode(ByteReader& in, ByteWriter& out);
  void Document(ByteReader& in, ByteWriter& out);
  void Check(ByteReader& in, ByteWriter& out);
  void PrefixOk(ByteReader& in, ByteWriter& out);
  void Complete(ByteReader& in, ByteWriter& out);
  void Metric(ByteReader& in, ByteWriter& out);
  void Compute(ByteReader& in, ByteWriter& out);
  void Format(ByteReader& in, ByteWriter& out);
  void Render(ByteReader& in, ByteWriter& out);
  void ImportFiles(ByteReader& in, ByteWriter& out);
  void RegionKind(ByteReader& in, ByteWriter& out);
  void Regions(ByteReader& in, ByteWriter& out);
  void Channel(ByteReader& in, ByteWriter& out);
  void Recommend(ByteReader& in, ByteWriter& out);

  // Context: plugin_server_context.cc.
  void Slot(ByteReader& in, ByteWriter& out);
  void Feature(ByteReader& in, ByteWriter& out);
  void Describe(ByteReader& in, ByteWriter& out);
  void Mismatch(ByteReader& in, ByteWriter& out);
  void FeatureDistance(ByteReader& in, ByteWriter& out);
  void Boundary(ByteReader& in, ByteWriter& out);
  void Canvas(ByteReader& in, ByteWriter& out);
  void CursorOpen(ByteReader& in, ByteWriter& out);
  void CursorAsk(ByteReader& in, ByteWriter& out);
  void CursorRewind(ByteReader& in, ByteWriter& out);
  void CursorClose(ByteReader& in, ByteWriter& out);
  void Allowed(ByteReader& in, ByteWriter& out);
  [[nodiscard]] pst_cursor* CursorOf(ByteReader& in);

  const std::vector<PluginDomain>& domains_;
  const pst_host& host_;
  const PluginDomain* domain_ = nullptr;
  pst_instance* self_ = nullptr;
  ExtensionTables tables_;
  std::map<std::uint64_t, pst_cursor*> cursors_;
  std::uint64_t next_cursor_ = 1;
  std::string refusal_;  // Why the request in hand cannot be answered.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_PLUGIN_SERVER_H_
