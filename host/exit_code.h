// What the program's exit status means; one list for all commands.

#ifndef PASTICHE_HOST_EXIT_CODE_H_
#define PASTICHE_HOST_EXIT_CODE_H_

namespace pastiche::host {

enum ExitCode : int {
  kOk = 0,
  kFailure = 1,        // Something that was asked for could not be done.
  kUsage = 2,          // The command line is wrong.
  kNotAccepted = 3,    // Checked, and found not OK.
  kInterrupted = 130,  // Ctrl-C.
};

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_EXIT_CODE_H_
