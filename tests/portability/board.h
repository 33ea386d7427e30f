// What the smoke program needs of a board without an operating system: text and
// an exit code through QEMU's semihosting.

#ifndef PASTICHE_TESTS_PORTABILITY_BOARD_H_
#define PASTICHE_TESTS_PORTABILITY_BOARD_H_

namespace pastiche::board {

void Print(const char* text);
// Decimal, rounded to a whole number.
void Print(double number);
// Ends the program, and QEMU, with this exit code.
[[noreturn]] void Exit(int code);

}  // namespace pastiche::board

// The program; its result is the exit code.
int Main();

#endif  // PASTICHE_TESTS_PORTABILITY_BOARD_H_
