// Whole files, read and replaced. A reader sees the old bytes or the new ones, and after a power
// cut one of the two. Errors name the path in `field`: kUnavailable when the file is missing or the
// system refuses, kWrongState when its permissions are too wide, kCorrupt when it is larger than
// anything that we wrote there. Thread-safe.
#pragma once

#include <sys/types.h>

#include <filesystem>

#include "crypto/bytes.h"

namespace relais {

// Replaces `path` with `bytes` under permissions `mode`; on disk, name included, when it returns.
// On failure the old file stays. Not guaranteed: an order between two writers; the last one wins.
Status WriteFileAtomically(const std::filesystem::path& path, BytesView bytes, mode_t mode);

// All bytes of a regular file (anything else is refused without waiting for it) of at most
// `max_size` bytes.
Result<Bytes> ReadFile(const std::filesystem::path& path, std::size_t max_size);
// The same for a file that holds a secret: refused while group or others have any access to it.
// Wipe the result.
Result<Bytes> ReadPrivateFile(const std::filesystem::path& path, std::size_t max_size);

// Makes `path` for its owner alone, and its parents where they are missing. An existing one is
// refused (kWrongState) while others have any access to it.
Status MakePrivateDirectory(const std::filesystem::path& path);

}  // namespace relais
