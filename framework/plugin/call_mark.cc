// Where the marks lie, and handing them out to threads.

#include "framework/plugin/call_mark.h"

#include <new>

namespace pastiche {
namespace {

std::atomic<std::size_t> marks_given{0};
CallMarkTable marks_here;
std::atomic<CallMarkTable*> marks{&marks_here};

CallMark* TakeMark() {
  const std::size_t number = marks_given.fetch_add(1);
  return number < kMaxCallMarks ? &CallMarks()[number] : nullptr;
}

}  // namespace

CallMarkTable& CallMarks() { return *marks.load(std::memory_order_acquire); }

bool KeepCallMarksIn(void* memory) {
  if (marks_given != 0 || marks != &marks_here) return false;
  marks = new (memory) CallMarkTable;
  return true;
}

CallMark* ThreadCallMark() {
  thread_local CallMark* const mark = TakeMark();
  return mark;
}

}  // namespace pastiche
