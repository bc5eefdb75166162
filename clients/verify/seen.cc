#include "clients/verify/seen.h"

#include <fstream>
#include <iterator>

namespace relais::verify {

Result<std::optional<audit::Earlier>> ReadSeen(const std::filesystem::path& file,
                                               const audit::TrustPolicy& trust) {
  std::error_code none;
  if (!std::filesystem::exists(file, none)) return std::optional<audit::Earlier>();
  std::ifstream in(file, std::ios::binary);
  const std::string note(std::istreambuf_iterator<char>(in), {});
  const auto checkpoint = audit::OpenCheckpoint(note, trust.log());
  if (!checkpoint)
    return Fail(Reason::kInvalid,
                file.string() + " should hold the checkpoint that was verified last, but: " +
                    checkpoint.error().message + "; put it back, or remove it to begin anew");
  return std::optional(audit::Earlier{checkpoint->size, checkpoint->root});
}

Status CheckGoesOn(const audit::Earlier& seen, const audit::Verdict& verdict) {
  const audit::Checkpoint& now = verdict.checkpoint();
  const std::string before = std::to_string(seen.size);
  if (now.size < seen.size)
    return Fail(Reason::kCorrupt,
                "this bundle is older than the one verified last: its log had " +
                    std::to_string(now.size) + " entries, and " + before +
                    " were seen; ask for a new one, or check this one alone with --alone");
  const bool same = now.size == seen.size;
  const bool shown = verdict.since && verdict.since->size == seen.size;
  if (same ? now.root != seen.root : shown && verdict.since->root != seen.root)
    return Fail(Reason::kCorrupt,
                "the log was rewritten, or you are shown another one than before: at " + before +
                    " entries it had another root when you verified it last");
  if (!same && !shown)
    return Fail(Reason::kCorrupt,
                "this bundle does not show that the log goes on from the " + before +
                    " entries that you saw; ask for it with: relais accesses export FILE --since " +
                    before);
  return {};
}

Status WriteSeen(const std::filesystem::path& file, const audit::Verdict& verdict) {
  const std::filesystem::path made = file.string() + ".new";
  std::ofstream out(made, std::ios::binary | std::ios::trunc);
  out << verdict.note;
  out.close();
  std::error_code failed;
  if (out) std::filesystem::rename(made, file, failed);
  if (out && !failed) return {};
  return Fail(Reason::kUnavailable, "cannot write " + file.string());
}

}  // namespace relais::verify
