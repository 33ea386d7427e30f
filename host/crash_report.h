// What this program still says when a plugin in its process crashes, never
// returns or ends it: which plugin, in which function, and how to go on.

#ifndef PASTICHE_HOST_CRASH_REPORT_H_
#define PASTICHE_HOST_CRASH_REPORT_H_

#include <chrono>

#include "framework/worker/quarantine.h"

namespace pastiche::host {

// From now on a fatal signal, exit() and abort() in a plugin's function are
// reported in one line, written to the plugin's sentinel if it has one, and end
// the program with exit code 1. Without a plugin on the thread's stack they do
// what they did. Once per process.
void ReportPluginCrashes();

// The same for a call that lasts longer than `deadline`. Once per process;
// starts a thread that sleeps most of the time.
void ReportPluginHangs(std::chrono::milliseconds deadline);

// Whom to write to when the plugin at this path dies; nullptr to forget it. The
// sentinel outlives that.
void SetSentinel(const char* path, const CrashSentinel* sentinel);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_CRASH_REPORT_H_
