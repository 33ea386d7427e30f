/* Preloaded into a program, makes one of its calls fail, as PASTICHE_FAULT
 * says: memory:N       the N-th allocation fails, and all after it io:N:CODE
 * the N-th call that reads or writes files fails with that errno io:N:kill the
 * program is killed there, a write half done count          none; on exit,
 * "allocations calls" goes to PASTICHE_FAULT_COUNT  */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

void* __libc_malloc(size_t size);
void* __libc_calloc(size_t count, size_t size);
void* __libc_realloc(void* old, size_t size);

static atomic_long allocations, calls;
static long fail_allocation, fail_call;
static int fail_errno, fail_kill;

__attribute__((constructor)) static void ReadPlan(void) {
  const char* plan = getenv("PASTICHE_FAULT");
  if (plan == NULL) return;
  if (strncmp(plan, "memory:", 7) == 0) fail_allocation = atol(plan + 7);
  if (strncmp(plan, "io:", 3) == 0) {
    const char* how = strchr(plan + 3, ':');
    fail_call = atol(plan + 3);
    fail_kill = how != NULL && strcmp(how + 1, "kill") == 0;
    fail_errno = how != NULL ? atoi(how + 1) : EIO;
  }
}
__attribute__((destructor)) static void WriteCount(void) {
  const char* path = getenv("PASTICHE_FAULT_COUNT");
  FILE* file = path == NULL ? NULL : fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld %ld\n", atomic_load(&allocations), atomic_load(&calls));
  fclose(file);
}

static int NoMemory(void) {
  const long now = atomic_fetch_add(&allocations, 1) + 1;
  return fail_allocation > 0 && now >= fail_allocation;
}
void* malloc(size_t size) {
  if (NoMemory()) return errno = ENOMEM, NULL;
  return __libc_malloc(size);
}
void* calloc(size_t count, size_t size) {
  if (NoMemory()) return errno = ENOMEM, NULL;
  return __libc_calloc(count, size);
}
void* realloc(void* old, size_t size) {
  if (NoMemory()) return errno = ENOMEM, NULL;
  return __libc_realloc(old, size);
}

/* Whether this call is the one. */
static int Fault(void) {
  if (fail_call == 0 || atomic_fetch_add(&calls, 1) + 1 != fail_call) {
    if (fail_call == 0) atomic_fetch_add(&calls, 1);
    return 0;
  }
  if (fail_kill) raise(SIGKILL);
  errno = fail_errno;
  return 1;
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

size_t fwrite(const void* data, size_t size, size_t count, FILE* file) {
  if (file == stdout || file == stderr)
    return REAL(fwrite)(data, size, count, file);
  if (fail_call > 0 && atomic_load(&calls) + 1 == fail_call && count > 1) {
    /* Half of it gets there. */
    REAL(fwrite)(data, size, count / 2, file);
    fflush(file);
  }
  return Fault() ? 0 : REAL(fwrite)(data, size, count, file);
}
size_t fread(void* data, size_t size, size_t count, FILE* file) {
  if (!Fault()) return REAL(fread)(data, size, count, file);
  file->_flags |= 0x20; /* _IO_ERR_SEEN: what ferror() asks. */
  return 0;
}
int mkstemp(char* name) { return Fault() ? -1 : REAL(mkstemp)(name); }
int rename(const char* from, const char* to) {
  return Fault() ? -1 : REAL(rename)(from, to);
}
ssize_t write(int file, const void* data, size_t size) {
  if (file <= 2) return REAL(write)(file, data, size);
  return Fault() ? -1 : REAL(write)(file, data, size);
}
ssize_t read(int file, void* data, size_t size) {
  return Fault() ? -1 : REAL(read)(file, data, size);
}
