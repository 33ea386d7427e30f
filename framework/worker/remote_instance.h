// The host's side: tables of the plugin ABI whose functions ask the worker, so
// that AbiDomain checks a plugin in another process as one in this.

#ifndef PASTICHE_FRAMEWORK_WORKER_REMOTE_INSTANCE_H_
#define PASTICHE_FRAMEWORK_WORKER_REMOTE_INSTANCE_H_

#include <pastiche/plugin.h>

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "framework/plugin/call_gate.h"
#include "framework/worker/byte_stream.h"
#include "framework/worker/plugin_call.h"
#include "framework/worker/worker_process.h"

namespace pastiche {

// One answer, past its beginning. Keep it while what was read from it is used.
class RemoteAnswer {
 public:
  // Throws PluginGone if the worker is gone, or says that it cannot.
  RemoteAnswer(WorkerChannel& channel, ByteWriter request);
  RemoteAnswer(const RemoteAnswer&) = delete;
  RemoteAnswer& operator=(const RemoteAnswer&) = delete;

  [[nodiscard]] ByteReader& in() { return in_; }
  // The status and, replayed into `sink`, what the plugin emitted.
  [[nodiscard]] pst_status StatusAndEvents(pst_sink* sink);
  // Throws PluginGone if something was missing or left over.
  void Finish();

 private:
  std::string bytes_;
  ByteReader in_;
};

[[nodiscard]] ByteWriter BeginRequest(PluginCall call);

class RemoteInstance;

// A cursor there, and the tokens it has not been told of yet: they travel with
// the next question.
struct RemoteCursor {
  RemoteInstance* instance;
  std::uint64_t number;
  std::vector<std::uint32_t> waiting;
};

// What a remote pst_instance points to. Functions throw PluginGone, which
// CallGate understands; one thread at a time.
class RemoteInstance {
 public:
  // Reads the tables from the rest of the answer to kCreate.
  RemoteInstance(WorkerChannel& channel, ByteReader& in);
  RemoteInstance(const RemoteInstance&) = delete;
  RemoteInstance& operator=(const RemoteInstance&) = delete;

  [[nodiscard]] static RemoteInstance& Of(const pst_instance* self) {
    return *reinterpret_cast<RemoteInstance*>(const_cast<pst_instance*>(self));
  }
  [[nodiscard]] pst_instance* raw() {
    return reinterpret_cast<pst_instance*>(this);
  }
  // The table, or NULL.
  [[nodiscard]] const void* Extension(const char* id) const;

  [[nodiscard]] WorkerChannel& channel() const { return *channel_; }
  // A text that may be NULL, kept as long as the instance.
  [[nodiscard]] const char* Keep(ByteReader& in);
  [[nodiscard]] const pst_codec& codec() const { return codec_; }
  [[nodiscard]] const pst_context& context() const { return context_; }
  [[nodiscard]] std::uint32_t channel_count() const {
    return payload_.channel_count;
  }

  // Cursors live until they are closed or the instance goes.
  [[nodiscard]] RemoteCursor* AddCursor(std::uint64_t number);
  void RemoveCursor(std::uint64_t number) { cursors_.erase(number); }

  pst_status TokenInfo(std::uint32_t id, pst_token_info* out);
  double Mismatch(std::uint32_t slot, std::uint32_t a, std::uint32_t b);

 private:
  struct KnownToken {
    pst_status status;
    std::uint64_t struct_size;
    std::string text;
    bool null_text;
    std::uint32_t flags, category;
  };
  void FetchTokens(std::uint32_t first);

  // Fill in the functions: remote_text.cc and remote_context.cc.
  void BindText(std::uint32_t functions);
  void BindContext(std::uint32_t functions);

  WorkerChannel* channel_;
  std::map<std::uint64_t, std::unique_ptr<RemoteCursor>> cursors_;
  std::deque<std::string> kept_;
  bool has_context_ = false, has_cursor_ = false, has_constraint_ = false,
       has_recommend_ = false;
  pst_codec codec_ = {};
  pst_corpus corpus_ = {};
  pst_context context_ = {};
  pst_cursor_table cursor_ = {};
  pst_constraint constraint_ = {};
  pst_metrics metrics_ = {};
  pst_formats formats_ = {};
  pst_regions regions_ = {};
  pst_payload payload_ = {};
  pst_recommend recommend_ = {};

  std::uint32_t first_token_ = 0;
  std::vector<KnownToken> tokens_;  // From first_token_ on.
  std::uint32_t row_slot_ = 0, row_token_ = 0;
  std::vector<double>
      row_;  // Distances of row_token_ to each token above, PAD.
};

}  // namespace pastiche

#endif  // PASTICHE_FRAMEWORK_WORKER_REMOTE_INSTANCE_H_
