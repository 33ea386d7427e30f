/* Corpus: logs written for this example. */
#include <string.h>

#include "log_lines.h"

static const struct {
    const char *name, *text;
} kLogs[] = {
    {"boot",
     "06:00:01 info kernel: memory 8192 MiB\n06:00:01 info kernel: 4 processors\n"
     "06:00:02 info kernel: disk sda 500 GB\n06:00:02 info kernel: disk sdb 500 GB\n"
     "06:00:03 info mount: sda1 on /\n06:00:03 info mount: sdb1 on /home\n"
     "06:00:05 info net: eth0 up 1000 Mbit\n06:00:05 info net: address 10.0.0.7\n"
     "06:00:06 info sshd: listening on port 22\n06:00:06 info httpd: listening on port 80\n"
     "06:00:07 info cron: 12 jobs\n06:00:07 info kernel: ready\n"},
    {"night",
     "01:00:00 info cron: job backup begins\n01:00:01 info backup: /home to sdb\n"
     "01:04:12 warn backup: file open /home/ann/mail\n01:04:12 info backup: tries again\n"
     "01:09:47 info backup: 18240 files\n01:09:47 info cron: job backup ended\n"
     "02:00:00 info cron: job rotate begins\n02:00:01 info rotate: 14 logs\n"
     "02:00:02 info cron: job rotate ended\n03:00:00 info cron: job update begins\n"
     "03:00:20 error update: no answer from mirror\n03:00:20 info update: tries again\n"
     "03:01:02 info update: 3 packages\n03:01:09 info cron: job update ended\n"},
    {"logins",
     "08:12:04 info sshd: session opened for ann\n08:12:40 info sshd: session opened for bob\n"
     "08:31:15 warn sshd: wrong password for root\n08:31:17 warn sshd: wrong password for root\n"
     "08:31:19 error sshd: too many tries from 10.9.8.7\n08:31:19 info fence: blocks 10.9.8.7\n"
     "09:02:58 info sshd: session opened for cid\n09:40:11 info sshd: session closed for bob\n"
     "10:15:36 warn sshd: wrong password for ann\n10:15:44 info sshd: session opened for ann\n"
     "12:01:09 info sshd: session closed for cid\n12:31:19 info fence: frees 10.9.8.7\n"},
    {"web",
     "14:00:02 info httpd: GET /index.html 200\n14:00:02 info httpd: GET /style.css 200\n"
     "14:00:09 info httpd: GET /news.html 200\n14:01:30 warn httpd: GET /old.html 404\n"
     "14:01:31 info httpd: GET /index.html 200\n14:02:07 info httpd: POST /search 200\n"
     "14:02:55 error httpd: POST /search 500\n14:02:55 error search: index is locked\n"
     "14:02:56 info search: waits for index\n14:03:10 info search: index is free\n"
     "14:03:11 info httpd: POST /search 200\n14:04:00 info httpd: GET /news.html 200\n"},
    {"disk",
     "16:20:00 info monitor: sda 71 percent\n16:30:00 info monitor: sda 74 percent\n"
     "16:40:00 warn monitor: sda 86 percent\n16:40:01 info clean: /tmp 210 files\n"
     "16:50:00 warn monitor: sda 91 percent\n16:50:01 info clean: /tmp 18 files\n"
     "16:52:33 error kernel: sda is full\n16:52:33 error httpd: cannot write access.log\n"
     "16:52:34 error backup: cannot write to sda\n16:55:10 info clean: /var/cache 4120 files\n"
     "17:00:00 info monitor: sda 62 percent\n17:10:00 info monitor: sda 62 percent\n"},
    {"halt",
     "22:00:00 info cron: job halt begins\n22:00:00 info httpd: waits for 2 requests\n"
     "22:00:03 info httpd: stopped\n22:00:03 info search: stopped\n"
     "22:00:04 warn sshd: closes session for ann\n22:00:04 info sshd: stopped\n"
     "22:00:05 info net: eth0 down\n22:00:06 info mount: sdb1 off /home\n"
     "22:00:06 warn mount: sda1 is busy\n22:00:07 info mount: sda1 off /\n"
     "22:00:07 info kernel: halts\n"},
};
enum { kLogCount = sizeof kLogs / sizeof *kLogs };

static pst_status Document(const pst_instance *self, uint64_t index, pst_sink *sink) {
    static const char kLicense[] = "CC0-1.0";
    pst_document_info info;
    pst_status status;
    (void)self;
    if (index >= kLogCount) return PST_E_RANGE;
    memset(&info, 0, sizeof info);
    info.struct_size = sizeof info;
    info.name.data = kLogs[index].name;
    info.name.size = strlen(kLogs[index].name);
    info.license.data = kLicense;
    info.license.size = sizeof kLicense - 1;
    status = sink->next_document(sink->ctx, &info);
    return status != PST_OK ? status : EmitText(kLogs[index].text, strlen(kLogs[index].text), sink);
}

pst_corpus kCorpus = {sizeof(pst_corpus), kLogCount, 0, Document};

void CountTokens(void) {
    uint32_t i;
    /* A token for each character, and the end. */
    for (i = 0; i < kLogCount; ++i) kCorpus.total_tokens += strlen(kLogs[i].text) + 1;
}
