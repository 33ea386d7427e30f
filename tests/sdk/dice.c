/* A whole third-party domain in one C file: throws of a die, "3 1 4 1 5". Only
 * the installed <pastiche/plugin.h> is needed to compile it. */
#include <pastiche/plugin.h>
#include <string.h>

static const pst_domain_info kInfo = {sizeof kInfo,
                                      "dice",
                                      "Dice",
                                      "1.0.0",
                                      "Third party",
                                      "MIT",
                                      "Throws of a die, one digit each",
                                      PST_F_CONCURRENT,
                                      1};

static pst_status TokenInfo(const pst_instance* self, uint32_t id,
                            pst_token_info* out) {
  (void)self;
  if (id > 5) return PST_E_RANGE;
  out->text.data = &"123456"[id];
  out->text.size = 1;
  return PST_OK;
}

static pst_status Encode(const pst_instance* self, const pst_bytes* text,
                         pst_sink* sink) {
  const unsigned char* byte = text->data;
  (void)self;
  for (uint64_t i = 0; i < text->size; ++i) {
    uint32_t id = byte[i] - (uint32_t)'1';
    pst_source_span where = {i, i + 1, 0, 0};
    if (byte[i] == ' ' || byte[i] == '\n') continue;
    if (id > 5) {
      pst_diag diag = {sizeof diag,
                       PST_DIAG_ERROR,
                       1,
                       i,
                       i + 1,
                       0,
                       0,
                       {"not a face of a die", 19},
                       {"write 1 to 6", 12}};
      sink->diag(sink->ctx, &diag);
      return PST_E_INVALID_INPUT;
    }
    pst_status status = sink->tokens(sink->ctx, &id, &where, 1);
    if (status != PST_OK) return status;
  }
  return PST_OK;
}

static pst_status Decode(const pst_instance* self, const pst_tokens* tokens,
                         pst_sink* sink) {
  (void)self;
  for (uint64_t i = 0; i < tokens->count; ++i) {
    char text[2];
    if (tokens->ids[i] > 5) return PST_E_RANGE;
    text[0] = (char)('1' + (int)tokens->ids[i]);
    text[1] = i + 1 == tokens->count ? '\n' : ' ';
    pst_status status = sink->bytes(sink->ctx, text, 2);
    if (status != PST_OK) return status;
  }
  return PST_OK;
}

static pst_status Document(const pst_instance* self, uint64_t index,
                           pst_sink* sink) {
  static const char* const kNames[2] = {"rising", "falling"};
  uint32_t ids[60];
  pst_document_info info = {sizeof info, {0, 0}, {"MIT", 3}, {0, 0}};
  (void)self;
  if (index > 1) return PST_E_RANGE;
  for (uint32_t i = 0; i < 60; ++i) ids[i] = index == 0 ? i % 6 : 5 - i % 6;
  info.name.data = kNames[index];
  info.name.size = strlen(kNames[index]);
  pst_status status = sink->next_document(sink->ctx, &info);
  return status != PST_OK ? status : sink->tokens(sink->ctx, ids, 0, 60);
}

static const pst_codec kCodec = {sizeof kCodec, 6,      0,
                                 TokenInfo,     Encode, Decode};
static const pst_corpus kCorpus = {sizeof kCorpus, 2, 120, Document};

static pst_status Create(const pst_host* host, const pst_bytes* options,
                         pst_sink* sink, pst_instance** out) {
  static int instance;
  (void)host, (void)options, (void)sink;
  *out = (pst_instance*)(void*)&instance;
  return PST_OK;
}
static void Destroy(pst_instance* self) { (void)self; }
static const void* Extension(const pst_instance* self, const char* id) {
  (void)self;
  if (strcmp(id, PST_EXT_CODEC) == 0) return &kCodec;
  if (strcmp(id, PST_EXT_CORPUS) == 0) return &kCorpus;
  return 0;
}
static const pst_domain kDomain = {sizeof kDomain, &kInfo, Create, Destroy,
                                   Extension};
static pst_status Init(const pst_host* host) { return (void)host, PST_OK; }
static void Deinit(void) {}
static const pst_domain* DomainAt(uint32_t index) {
  return index == 0 ? &kDomain : 0;
}
static const pst_entry kEntry = {
    sizeof kEntry, PST_ABI_MAJOR, PST_ABI_MINOR, 0, 1, Init, Deinit, DomainAt};
const pst_entry* pst_entry_v1(void) { return &kEntry; }
