// What happens between opening the stores and serving: the stores are held against each other and
// against the last checkpoint, and changes that the log tells of but the vault lost are closed
// (L3).
#include <algorithm>

#include "services/base/files.h"
#include "services/ledger/ledger.h"

namespace relais::ledger {
namespace {

bool MustSurvive(const audit::Details& details) {
  const auto action = static_cast<Action>(details.action);
  return action == Action::kRevoke || action == Action::kSuspend;
}

// Of signing in only what ends it, and of writing what closes a file: their owners know.
bool MaySurvive(const audit::Details& details, const std::vector<Reapply*>& owners) {
  return MustSurvive(details) || static_cast<Action>(details.action) == Action::kSignIn ||
         std::ranges::any_of(owners, [&](const auto* owner) { return owner->Closes(details); });
}

}  // namespace

Status Ledger::Recover(storage::Connection& log, storage::Connection& vault) {
  expected_policy_ = parts_.access.policy().get();
  ASSIGN_OR_RETURN(const std::uint64_t size, CountEntries(log));
  ASSIGN_OR_RETURN(tree_, audit::Tree::Resume(NodeSource(log), size));
  committed_tree_ = tree_;
  ASSIGN_OR_RETURN(last_time_, LastTime(log));
  committed_time_ = last_time_;
  ASSIGN_OR_RETURN(head_, ReadHead(log));
  committed_head_ = head_;
  RETURN_IF_ERROR(CheckSideFile(log));
  ASSIGN_OR_RETURN(const std::uint64_t mark, storage::ReadMark(vault));
  if (mark > size)
    return Fail(Reason::kCorrupt,
                "the log is older than the vault: restore the log that belongs to it");
  return CloseLostChanges(log, vault, mark);
}

// A log that is shorter than what was signed, or has another beginning, was rolled back or
// rewritten.
Status Ledger::CheckSideFile(storage::Connection& log) const {
  if (head_.size > tree_.size())
    return Fail(Reason::kCorrupt,
                "the log is shorter than its own checkpoint: restore the newer log");
  if (!std::filesystem::exists(parts_.checkpoint_file)) return {};
  ASSIGN_OR_RETURN(const Bytes note, ReadFile(parts_.checkpoint_file, 1 << 16));
  ASSIGN_OR_RETURN(const auto verifier, audit::NoteVerifier::FromVkey(signer_.Vkey()));
  ASSIGN_OR_RETURN(const auto signed_head, audit::OpenCheckpoint(note, verifier));
  if (signed_head.size > tree_.size())
    return Fail(Reason::kCorrupt,
                "the log is older than the last checkpoint signed: restore the newer log");
  ASSIGN_OR_RETURN(const auto then, audit::Tree::Resume(NodeSource(log), signed_head.size));
  if (then.Root() != signed_head.root)
    return Fail(Reason::kCorrupt,
                "the log is not the one whose checkpoint was signed: entries were changed");
  return {};
}

Status Ledger::CloseLostChanges(storage::Connection& log, storage::Connection& vault,
                                std::uint64_t mark) {
  ASSIGN_OR_RETURN(const auto changes, ChangesFrom(log, mark));
  if (changes.empty()) return {};
  RETURN_IF_ERROR(log.Execute("BEGIN IMMEDIATE"));
  RETURN_IF_ERROR(vault.Execute("BEGIN IMMEDIATE"));
  RETURN_IF_ERROR(DropStandings(log, mark));
  // A crash in an earlier recovery may have closed some already.
  const auto lost = LostOf(changes);
  for (const ChangeEntry* const entry : lost) RETURN_IF_ERROR(CloseLostChange(log, vault, *entry));
  if (!lost.empty() && parts_.on_altered)
    parts_.on_altered(
        {Reason::kCorrupt,
         "the vault lacked " + std::to_string(lost.size()) +
             " changes of the log, the first of them entry " + std::to_string(lost.front()->index) +
             "; they are closed now, and what ended an access was done again. A crash "
             "loses those of one moment: are they more, an older vault was put back"});
  change_end_ = tree_.size();
  RETURN_IF_ERROR(Seal(log, vault, true));
  RETURN_IF_ERROR(log.Execute("COMMIT"));
  Committed();
  return vault.Execute("COMMIT");
}

Status Ledger::CloseLostChange(storage::Connection& log, storage::Connection& vault,
                               const ChangeEntry& entry) {
  if (MaySurvive(entry.details, parts_.reapply)) {
    const DossierId dossier(
        entry.details.subject == audit::Subject::kDossier ? entry.details.subject_id : Array<16>{});
    ASSIGN_OR_RETURN(const Hash before, parts_.access.StandingOf(vault, dossier));
    ASSIGN_OR_RETURN(const Hash expected, StandingIn(log, dossier.bytes()));
    for (Reapply* const owner : parts_.reapply) {
      ASSIGN_OR_RETURN(const bool applied, owner->FromEntry(vault, entry.details));
      if (!applied) continue;
      ASSIGN_OR_RETURN(const Hash after, parts_.access.StandingOf(vault, dossier));
      // L6: what somebody else changed is not made good by what is applied upon it.
      if (before == expected && after != before)
        RETURN_IF_ERROR(WriteStanding(log, dossier.bytes(), entry.index, after));
      return {};
    }
    if (MustSurvive(entry.details))
      return Fail(Reason::kInternal, "a revocation in the log has nobody to apply it");
  }
  const access::Permit permit = parts_.access.AdmitSystem("recovery");
  audit::Details closing = Describe(permit, audit::Outcome::kNotApplied, {});
  closing.subject = entry.details.subject;
  closing.subject_id = entry.details.subject_id;
  closing.refers_to = entry.index + 1;
  // Marked as a change, so that a second recovery finds that this one is closed.
  RETURN_IF_ERROR(Append(log, std::move(closing), permit.nonce(), true, EntryTime()));
  return {};
}

}  // namespace relais::ledger
