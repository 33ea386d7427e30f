// Where the user's own files of pastiche lie, by the XDG base directories.

#ifndef PASTICHE_HOST_USER_FOLDER_H_
#define PASTICHE_HOST_USER_FOLDER_H_

#include <filesystem>

namespace pastiche::host {

// "pastiche" in the folder that the environment's `variable` names, if that is
// absolute, else in `below` of the home folder; empty without one.
[[nodiscard]] std::filesystem::path UserFolder(const char* variable,
                                               const char* below);

}  // namespace pastiche::host

#endif  // PASTICHE_HOST_USER_FOLDER_H_
