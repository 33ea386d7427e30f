/* The domain and the entry: what the host asks for first. */
#include <string.h>

#include "log_lines.h"

static const pst_domain_info kInfo = {
    sizeof kInfo, "log-lines", "Logs of a computer", "1.0.0", "Pastiche examples", "MIT",
    "Logs: time, level, program and message of each line.", PST_F_CONCURRENT, 1};

static pst_status Create(const pst_host *host, const pst_bytes *options, pst_sink *sink, pst_instance **out) {
    static char instance; /* There is no state: any address will do. */
    (void)host, (void)options, (void)sink;
    *out = (pst_instance *)(void *)&instance;
    return PST_OK;
}
static void Destroy(pst_instance *self) { (void)self; }

static const void *Extension(const pst_instance *self, const char *id) {
    (void)self;
    if (strcmp(id, PST_EXT_CODEC) == 0) return &kCodec;
    if (strcmp(id, PST_EXT_CORPUS) == 0) return &kCorpus;
    if (strcmp(id, PST_EXT_CONTEXT) == 0) return &kContext;
    if (strcmp(id, PST_EXT_CONSTRAINT) == 0) return &kConstraint;
    if (strcmp(id, PST_EXT_METRICS) == 0) return &kMetrics;
    if (strcmp(id, PST_EXT_REGIONS) == 0) return &kRegions;
    if (strcmp(id, PST_EXT_RECOMMEND) == 0) return &kRecommend;
    return NULL;
}

static const pst_domain kDomain = {sizeof kDomain, &kInfo, Create, Destroy, Extension};
static pst_status Init(const pst_host *host) {
    (void)host;
    CountTokens();
    return PST_OK;
}
static void Deinit(void) {}
static const pst_domain *Domain(uint32_t index) { return index == 0 ? &kDomain : NULL; }
static const pst_entry kEntry = {sizeof kEntry, PST_ABI_MAJOR, PST_ABI_MINOR, 0, 1, Init, Deinit, Domain};
const pst_entry *pst_entry_v1(void) { return &kEntry; }
