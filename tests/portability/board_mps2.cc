// Start-up of a Cortex-M4 and semihosting. There is no heap: whatever asks for
// memory ends the program with an error.

#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "tests/portability/board.h"

extern "C" {
extern char stack_top;  // mps2_an386.ld
extern void (*init_begin)();
extern void (*init_end)();

// Arm's semihosting call: r0 the operation, r1 its argument.
static int Semihost(int operation, const void* argument) {
  register int r0 asm("r0") = operation;
  register const void* r1 asm("r1") = argument;
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

[[noreturn]] void Reset() {
  // Full access to the FPU: CPACR, coprocessors 10 and 11.
  auto* const cpacr = reinterpret_cast<volatile std::uint32_t*>(0xE000ED88);
  *cpacr = *cpacr | (0xFu << 20);
  asm volatile("dsb\n isb");
  for (void (**init)() = &init_begin; init != &init_end; ++init) (*init)();
  pastiche::board::Exit(Main());
}

[[noreturn]] void Fault() {
  pastiche::board::Print("fault\n");
  pastiche::board::Exit(3);
}

// Initial stack, reset, then faults.
__attribute__((section(".vectors"), used))
const void* const vectors[] = {&stack_top,
                               reinterpret_cast<const void*>(&Reset),
                               reinterpret_cast<const void*>(&Fault),
                               reinterpret_cast<const void*>(&Fault),
                               reinterpret_cast<const void*>(&Fault),
                               reinterpret_cast<const void*>(&Fault),
                               reinterpret_cast<const void*>(&Fault)};

void* _sbrk(std::ptrdiff_t) {
  pastiche::board::Print("something asked for heap memory\n");
  pastiche::board::Exit(4);
}
}  // extern "C"

namespace pastiche::board {

void Print(const char* text) { Semihost(0x04, text); }  // SYS_WRITE0

void Print(double number) {
  char digits[24];
  char* at = digits + sizeof(digits) - 1;
  *at = '\0';
  auto rest = static_cast<std::uint32_t>(number + 0.5);
  do {
    *--at = static_cast<char>('0' + rest % 10);
    rest /= 10;
  } while (rest != 0);
  Print(at);
}

void Exit(int code) {
  // SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit.
  const std::uint32_t arguments[2] = {0x20026,
                                      static_cast<std::uint32_t>(code)};
  for (;;) Semihost(0x20, arguments);
}

}  // namespace pastiche::board
