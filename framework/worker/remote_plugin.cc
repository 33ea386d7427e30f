// A plugin's description from the worker's answer, and creating in it.

#include "framework/worker/remote_plugin.h"

#include <cassert>
#include <cstring>
#include <utility>

#include "framework/plugin/negotiation.h"
#include "framework/worker/remote_instance.h"
#include "framework/worker/sink_events.h"

namespace pastiche {
namespace {

constexpr std::uint64_t kMaxDomains = 64, kMaxOptions = 1024;

// domain() and option() have no argument that says whose they are; they are
// only called while a description is read.
struct Reading {
  const RemotePlugin* plugin = nullptr;
  const void* source = nullptr;
};
thread_local Reading reading;

Error Nonsense() {
  return {ErrorCode::kPluginFailed, "gave an answer that makes no sense",
          "report it to the plugin's vendor, or remove the file"};
}

}  // namespace

Result<std::unique_ptr<RemotePlugin>> RemotePlugin::Load(
    WorkerChannel& channel, const std::filesystem::path& path,
    const WorkerLimits& limits) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  ByteWriter request = BeginRequest(PluginCall::kLoad);
  request.PutText((error ? path : absolute).string());
  request.Put(limits.memory_bytes);
  request.Put(limits.cpu_seconds);
  const Result<std::string> answer = channel.Ask(request.Take());
  if (!answer) return Fail(answer);
  std::unique_ptr<RemotePlugin> plugin(new RemotePlugin(channel, path));
  const Result<void> read = plugin->ReadAnswer(*answer);
  if (!read) return Fail(read);
  return plugin;
}

void RemotePlugin::ReadSource(ByteReader& in, Source& source) {
  const auto text = [&] {
    return source.texts.emplace_back(in.GetText()).c_str();
  };
  pst_domain_info& info = source.info;
  info.struct_size = sizeof info;
  info.id = text();
  info.name = text();
  info.version = text();
  info.vendor = text();
  info.license = text();
  info.description = text();
  info.content_hash = in.Get<std::uint64_t>();  // One caller at a time.
  const std::uint64_t count = in.GetCount(1);
  if (count > kMaxOptions) return in.Fail();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    pst_option_info option = {};
    option.struct_size = sizeof option;
    option.id = text();
    option.description = text();
    option.initial = text();
    option.lo = in.Get<double>();
    option.hi = in.Get<double>();
    option.type = in.Get<std::uint32_t>();
    option.scope = in.Get<std::uint32_t>();
    source.options.push_back(option);
  }
  source.option_table = {sizeof(pst_options),
                         static_cast<std::uint32_t>(source.options.size()), 0,
                         Option};
  source.domain = {sizeof(pst_domain), &source.info, Create, Destroy,
                   Extension};
  source.host.struct_size = sizeof source.host;
  source.host.abi_major = PST_ABI_MAJOR;
  source.host.abi_minor = PST_ABI_MINOR;
  source.host.ctx = &source;
}

Result<void> RemotePlugin::ReadAnswer(const std::string& answer) {
  ByteReader in(answer);
  Result<void> begun = BeginAnswer(in);
  if (!begun) return begun;
  abi_major_ = in.Get<std::uint32_t>();
  abi_minor_ = in.Get<std::uint32_t>();
  unconfined_ = in.GetText();
  const std::uint64_t changes = in.GetCount(1);
  for (std::uint64_t i = 0; i < changes && in.ok(); ++i) {
    disturbances_.emplace_back(in.GetText());
  }
  const std::uint64_t count = in.GetCount(1);
  if (count == 0 || count > kMaxDomains) in.Fail();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    auto source = std::make_unique<Source>();
    source->plugin = this;
    source->index = static_cast<std::uint32_t>(i);
    ReadSource(in, *source);
    sources_.push_back(std::move(source));
  }
  if (!in.done()) return tl::unexpected<Error>(Nonsense());
  pst_entry entry = {};
  entry.struct_size = sizeof entry;
  entry.domain_count = static_cast<std::uint32_t>(sources_.size());
  entry.domain = DomainAt;
  reading = {this, nullptr};
  Result<std::vector<PluginDomain>> domains = ReadDomains(entry);
  reading = {};
  if (!domains) return Fail(domains);
  domains_ = std::move(*domains);
  return {};
}

const pst_domain* RemotePlugin::DomainAt(std::uint32_t index) {
  reading.source = reading.plugin->sources_[index].get();
  return &reading.plugin->sources_[index]->domain;
}

pst_status RemotePlugin::Option(std::uint32_t index, pst_option_info* out) {
  const auto* source = static_cast<const Source*>(reading.source);
  assert(source != nullptr && index < source->options.size());
  *out = source->options[index];
  return PST_OK;
}

const void* RemotePlugin::Extension(const pst_instance* self, const char* id) {
  if (self != nullptr) return RemoteInstance::Of(self).Extension(id);
  const auto* source = static_cast<const Source*>(reading.source);
  // What ReadDomains asks for, and nobody else.
  assert(source != nullptr && std::strcmp(id, PST_EXT_OPTIONS) == 0);
  static_cast<void>(id);
  return source->options.empty() ? nullptr : &source->option_table;
}

pst_status RemotePlugin::Create(const pst_host* host, const pst_bytes* options,
                                pst_sink* sink, pst_instance** out) {
  const auto& source = *static_cast<const Source*>(host->ctx);
  ByteWriter request = BeginRequest(PluginCall::kCreate);
  request.Put(source.index);
  PutBytes(request, *options);
  RemoteAnswer answer(source.plugin->channel_, std::move(request));
  const pst_status status = answer.StatusAndEvents(sink);
  if (answer.in().Get<std::uint8_t>() == 0) {
    answer.Finish();
    return status;
  }
  auto instance =
      std::make_unique<RemoteInstance>(source.plugin->channel_, answer.in());
  if (status == PST_OK) *out = instance.release()->raw();
  return status;
}

// The worker's own instance ends with the worker.
void RemotePlugin::Destroy(pst_instance* self) {
  delete &RemoteInstance::Of(self);
}

PluginFacts RemotePlugin::facts() const {
  PluginFacts facts;
  facts.abi_major = abi_major_;
  facts.abi_minor = abi_minor_;
  facts.disturbances = disturbances_;
  for (const PluginDomain& domain : domains_) {
    facts.domains.push_back(domain.info);
  }
  return facts;
}

Result<std::unique_ptr<Domain>> RemotePlugin::Open(std::size_t index,
                                                   const OpenOptions& options) {
  return AbiDomain::OpenSource(domains_[index], sources_[index]->host, path_,
                               options);
}

Result<std::string> RemotePlugin::ConfineToComputing() {
  ByteWriter request = BeginRequest(PluginCall::kConfine);
  const Result<std::string> answer = channel_.Ask(request.Take());
  if (!answer) return answer;
  ByteReader in(*answer);
  const Result<void> begun = BeginAnswer(in);
  if (!begun) return Fail(begun);
  std::string why(in.GetText());
  if (!in.done()) return tl::unexpected<Error>(Nonsense());
  return why;
}

}  // namespace pastiche
