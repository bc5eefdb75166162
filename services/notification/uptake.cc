#include "services/notification/uptake.h"

#include <algorithm>
#include <set>

#include "crypto/hash.h"
#include "services/base/caller.h"
#include "services/base/words.h"

namespace relais::notification {
namespace {

constexpr int kMostTaken = 5000;  // entries of one round, so that no read waits for long
constexpr std::uint64_t kSpreadMs = 10 * 60 * 1000;

// Each person's own moment within the ten minutes after the hour.
Millis SpreadOf(const Key& key, const DossierId& dossier) {
  const Hash hash = HmacSha256(key, dossier.view());
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | hash[i];
  return Millis(static_cast<std::int64_t>(number % kSpreadMs));
}

enum class Settings { kKept, kSet, kPaused };

// What one chain has in one round.
struct Grown {
  std::vector<OwedEntry> owed = {};
  Settings settings = Settings::kKept;
  std::uint64_t told = 0;  // at a meeting, up to this number
};

class Taker {
 public:
  Taker(storage::Connection& log, storage::Connection& vault, const UptakeParts& parts, Instant now)
      : log_(log), vault_(vault), parts_(parts), now_(now) {}

  Result<Uptake> Run() {
    ASSIGN_OR_RETURN(out_.from, ReadCursor(log_));
    out_.size = out_.from;
    ASSIGN_OR_RETURN(const std::uint64_t mark, storage::ReadMark(vault_));
    RETURN_IF_ERROR(FindLost());
    ASSIGN_OR_RETURN(const auto entries, OwedFrom(log_, out_.from, kMostTaken));
    for (const OwedEntry& entry : entries) {
      if (entry.change && entry.index >= mark) break;
      out_.size = entry.index + 1;
      if (entry.owed && !lost_.contains(entry.index)) grown_[entry.chain].owed.push_back(entry);
      if (entry.at_once && !lost_.contains(entry.index)) out_.reviewed.push_back(entry.index);
      if (entry.change) RETURN_IF_ERROR(SeeChange(entry));
    }
    for (const auto& [chain, grown] : grown_) {
      const Status taken = TakeChain(chain, grown);
      // One that cannot be read, because its keys were destroyed, must not silence all others.
      if (!taken && taken.error().reason != Reason::kCorrupt)
        return tl::unexpected<Error>(taken.error());
    }
    return std::move(out_);
  }

 private:
  // A change that a crash kept from the vault is closed by a later entry: nobody is told of it.
  Status FindLost() {
    ASSIGN_OR_RETURN(const auto changes, SilentChangesFrom(log_, out_.from));
    for (const OwedEntry& entry : changes) {
      const auto details = DetailsAt(entry.index);
      if (details && details->outcome == audit::Outcome::kNotApplied && details->refers_to > 0)
        lost_.insert(details->refers_to - 1);
    }
    return {};
  }

  Status SeeChange(const OwedEntry& entry) {
    const auto details = DetailsAt(entry.index);
    if (!details && details.error().reason == Reason::kCorrupt) return {};
    if (!details) return tl::unexpected<Error>(details.error());
    if (lost_.contains(entry.index) || details->outcome != audit::Outcome::kChanged) return {};
    // Of two the later counts.
    if (details->method == kPauseTelling) grown_[entry.chain].settings = Settings::kPaused;
    if (details->method == kSetTelling) grown_[entry.chain].settings = Settings::kSet;
    if (details->method == kMarkTold) {
      auto& told = grown_[entry.chain].told;
      told = std::max<std::uint64_t>(told, details->count);
    }
    if (details->method == kRequeue)
      out_.tried_again.insert(out_.tried_again.end(), details->objects.begin(),
                              details->objects.end());
    return {};
  }

  Status TakeChain(std::int64_t chain, const Grown& grown) {
    const bool set_anew = grown.settings == Settings::kSet;
    if (set_anew) out_.set_anew.push_back(chain);
    ASSIGN_OR_RETURN(auto found, FindPending(log_, chain));
    if (!found && grown.owed.empty()) return {};
    // Whoever is told by message cannot be told by a colleague's word instead.
    const bool told = grown.told > 0 && found && !found->due;
    if (told) out_.at_meeting.emplace_back(chain, grown.told);
    Pending pending = found.value_or(Pending{.chain = chain});
    if (!found) RETURN_IF_ERROR(Begin(grown.owed.front().index, pending));
    if (!grown.owed.empty()) AddOwed(grown.owed, pending);
    // Most people have said nothing, and nothing more is to be looked up for them.
    ASSIGN_OR_RETURN(const auto telling, parts_.tellings.Find(vault_, pending.dossier));
    const bool somebody = telling && !AddresseesOf(*telling).empty();
    if (somebody && !grown.owed.empty()) RETURN_IF_ERROR(SeeEach(grown.owed, pending));
    // What waited is told when the person opens a way: they see that it works.
    if (set_anew) pending.at_once = now_;
    if (told) RETURN_IF_ERROR(Recount(grown.told, pending));
    pending.due.reset();
    // Whom the last notice did not reach is tried again from now on: WriteUptake forgets that.
    if (set_anew)
      pending.due = now_;
    else if (somebody && pending.count > 0)
      RETURN_IF_ERROR(SetDue(log_, vault_, parts_, now_, pending));
    out_.pending.push_back(std::move(pending));
    return {};
  }

  // Whose chain it is, and since when something waits.
  Status Begin(std::uint64_t index, Pending& pending) {
    ASSIGN_OR_RETURN(const auto first, ledger::ReadEntryAt(log_, index));
    ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(first.entry.details));
    pending.dossier = DossierId(first.chain.subject_id);
    pending.since = pending.newest = FromMillis(details.time_ms);
    return {};
  }

  static void AddOwed(const std::vector<OwedEntry>& owed, Pending& pending) {
    pending.count += static_cast<std::uint32_t>(owed.size());
    pending.number = owed.back().number;
    pending.index = owed.back().index;
  }

  // When each was written, which are emergencies, and which are the first of their house or reader: what matters
  // only where somebody may be told at once.
  Status SeeEach(const std::vector<OwedEntry>& owed, Pending& pending) {
    ASSIGN_OR_RETURN(const auto first, ledger::ReadEntryAt(log_, owed.front().index));
    ASSIGN_OR_RETURN(const bool any, KnowsAnyHouse(log_, pending.chain));
    if (!any && first.entry.number > 1)
      RETURN_IF_ERROR(
          LearnHouses(first.chain.chain, {first.entry.number - 1, first.entry.previous}));
    for (const OwedEntry& entry : owed) {
      ASSIGN_OR_RETURN(const audit::Details details, DetailsAt(entry.index));
      pending.newest = FromMillis(details.time_ms);
      // What professionals said wakes nobody at night.
      const auto action = static_cast<Action>(details.action);
      const bool emergency =
          action == Action::kRead || static_cast<Purpose>(details.purpose) == Purpose::kEmergency;
      if (entry.at_once && emergency) pending.emergency = pending.newest;
      if (entry.at_once && !emergency) pending.at_once = pending.newest;
      if (action == Action::kRelate) continue;  // nobody read anything yet
      ASSIGN_OR_RETURN(const bool known, Knows(pending.chain, details));
      if (!known) pending.at_once = pending.newest;
    }
    return {};
  }

  // Those who read before anybody was to be told.
  Status LearnHouses(const ledger::Chain& chain, ledger::ChainWalk::Place from) {
    for (ledger::ChainWalk walk(log_, chain, from); !walk.AtEnd();) {
      ASSIGN_OR_RETURN(const auto entry, walk.Next());
      ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry.details));
      const bool relates = static_cast<Action>(details.action) == Action::kRelate;
      if (details.telling == audit::Telling::kNothingOwed || relates) continue;
      ASSIGN_OR_RETURN(const bool known, Knows(chain.id, details));
      (void)known;
    }
    return {};
  }

  // Whether the house, or whom the person trusts, has read before; they have, from now on.
  Result<bool> Knows(std::int64_t chain, const audit::Details& details) {
    const auto kind = static_cast<CallerKind>(details.caller_kind);
    if (kind == CallerKind::kPerson) return true;
    const Array<16>& house =
        kind == CallerKind::kTrustedPerson ? details.caller_id : details.organisation_id;
    const auto one = std::pair(chain, house);
    if (std::find(out_.houses.begin(), out_.houses.end(), one) != out_.houses.end()) return true;
    ASSIGN_OR_RETURN(const bool known, KnowsHouse(log_, chain, house));
    if (!known) out_.houses.push_back(one);
    return known;
  }

  // The person was told at a meeting: what is left waits from its own oldest entry on.
  Status Recount(std::uint64_t told, Pending& pending) {
    ASSIGN_OR_RETURN(const auto newest, ledger::ReadEntryAt(log_, pending.index));
    const Instant since = pending.since;
    pending.count = 0;
    for (ledger::ChainWalk walk(log_, newest.chain.chain, {pending.number, pending.index});
         !walk.AtEnd() && walk.place().number > told;) {
      ASSIGN_OR_RETURN(const auto entry, walk.Next());
      ASSIGN_OR_RETURN(const audit::Details details, audit::DecodeDetails(entry.details));
      const Instant at = FromMillis(details.time_ms);
      if (at < since) break;
      if (details.telling == audit::Telling::kNothingOwed) continue;
      ++pending.count;
      pending.since = at;
    }
    return {};
  }

  Result<audit::Details> DetailsAt(std::uint64_t index) {
    ASSIGN_OR_RETURN(const auto placed, ledger::ReadEntryAt(log_, index));
    return audit::DecodeDetails(placed.entry.details);
  }

  storage::Connection& log_;
  storage::Connection& vault_;
  const UptakeParts& parts_;
  const Instant now_;
  Uptake out_;
  std::set<std::uint64_t> lost_;  // indexes
  std::map<std::int64_t, Grown> grown_;
};

}  // namespace

Result<std::vector<Addressee>> ReachableOf(storage::Connection& log, const v1::Telling& telling,
                                           std::int64_t chain,
                                           const std::optional<Instant>& emergency, Instant now) {
  std::vector<Addressee> out;
  for (Addressee& addressee : AddresseesOf(telling)) {
    ASSIGN_OR_RETURN(const auto newest, NewestMessage(log, chain, addressee.recipient));
    const bool lost = newest && newest->state == MessageState::kDead;
    // An emergency is worth one more try, and not one in each round.
    const bool tried = lost && newest->emergency && newest->emergency >= emergency;
    if (!lost || (IsFreshEmergency(emergency, now) && !tried)) out.push_back(std::move(addressee));
  }
  return out;
}

Status SetDue(storage::Connection& log, storage::Connection& vault, const UptakeParts& parts,
              Instant now, Pending& pending) {
  pending.due.reset();
  ASSIGN_OR_RETURN(const auto telling, parts.tellings.Find(vault, pending.dossier));
  if (!telling) return {};
  ASSIGN_OR_RETURN(const auto reachable,
                   ReachableOf(log, *telling, pending.chain, pending.emergency, now));
  if (reachable.empty()) return {};
  Waiting waiting{pending.since, pending.at_once, pending.emergency, 0, pending.newest};
  ASSIGN_OR_RETURN(waiting.sent_today,
                   CountSince(log, pending.chain, now - std::chrono::hours(24)));
  pending.due = DueAt(*telling, waiting, SpreadOf(parts.spread_key, pending.dossier), now);
  return {};
}

Result<Uptake> TakeUp(storage::Connection& log, storage::Connection& vault,
                      const UptakeParts& parts, Instant now) {
  return Taker(log, vault, parts, now).Run();
}

Status WriteUptake(storage::Connection& log, const Uptake& uptake) {
  for (const Pending& pending : uptake.pending)
    RETURN_IF_ERROR(pending.count > 0 ? PutPending(log, pending) : DropPending(log, pending.chain));
  for (const std::int64_t chain : uptake.set_anew) RETURN_IF_ERROR(DropDead(log, chain));
  for (const auto& [chain, number] : uptake.at_meeting)
    RETURN_IF_ERROR(PutToldAtMeeting(log, chain, number));
  for (const auto& [chain, house] : uptake.houses) RETURN_IF_ERROR(AddHouse(log, chain, house));
  return WriteCursor(log, uptake.size);
}

}  // namespace relais::notification
