// What the person was not told of, and the messages under way, in the log store: projections of its
// entries, which are the obligations themselves. And how each person wants to be told, in the vault,
// sealed. The only SQL over these tables.
#pragma once

#include "relais/v1/notifications.pb.h"
#include "services/base/ids.h"
#include "services/keys/keystore.h"
#include "services/notification/pace.h"
#include "services/storage/schema.h"

namespace relais::notification {

extern const storage::Migration kVaultMigration, kLogMigration;

// How a person wants to be told. Sealed under a period key, so that with it every copy in every
// backup dies: a rotation must seal it anew.
class Tellings {
 public:
  Tellings(const keys::Keystore& keystore, Random& random) : keystore_(keystore), random_(random) {}
  // Unset when the person was never asked, or what they said cannot be opened any more: word then
  // waits for a meeting.
  Result<std::optional<v1::Telling>> Find(storage::Connection& vault,
                                          const DossierId& dossier) const;
  Status Put(storage::Connection& vault, const DossierId& dossier,
             const v1::Telling& telling) const;
  // Nobody is told anything of this dossier, by any way; or all are again as they wanted to be.
  Status Stop(storage::Connection& vault, const DossierId& dossier, bool stopped) const;

 private:
  const keys::Keystore& keystore_;
  Random& random_;
};

// Of one dossier: what waits to be told.
struct Pending {
  std::int64_t chain = 0;  // of its entries in the log
  DossierId dossier;
  std::uint32_t count = 0;              // entries
  std::uint64_t number = 0, index = 0;  // of the newest entry owed: in its chain, in the tree
  Instant since{}, newest{};            // when the oldest that waits was written, and the newest
  std::optional<Instant> at_once, emergency;  // see Waiting
  std::optional<Instant> due;                 // nullopt: at the next meeting
};
Result<std::optional<Pending>> FindPending(storage::Connection& log, std::int64_t chain);
// Those due by `now`, the longest overdue first.
Result<std::vector<Pending>> DuePending(storage::Connection& log, Instant now, int limit);
Status PutPending(storage::Connection& log, const Pending& pending);
Status DropPending(storage::Connection& log, std::int64_t chain);

enum class MessageState : std::uint8_t {
  kReady = 0,  // to be handed over
  kHanded,     // the gateway, the spool or the print queue has it
  kDelivered,  // reported so
  kDead,       // given up: the obligation waits for the next meeting
};
// One notice on its way. The same entry number goes to one recipient once, or, after a crash between
// handing over and noting it, once more under the same id.
struct Message {
  Array<16> id{};  // means nothing; what gateways report by
  std::int64_t chain = 0;
  DossierId dossier;
  std::uint64_t number = 0, index = 0;  // of the newest entry that it speaks of
  std::uint32_t count = 0;              // of entries that it speaks of
  Instant since{};                      // of the oldest
  Recipient recipient = Recipient::kPerson;
  v1::Channel channel = v1::CHANNEL_UNSPECIFIED;
  MessageState state = MessageState::kReady;
  std::uint32_t attempts = 0;
  std::string code;             // with which a reply stops
  std::optional<Instant> next;  // when to try; unset once it was handed over or given up
  std::optional<Instant> emergency;
  Instant created{}, changed{};
};
// Takes the place of one to the same recipient that was not handed over yet.
Status PutMessage(storage::Connection& log, const Message& message);
Status UpdateMessage(storage::Connection& log, const Message& message);
Status DropMessage(storage::Connection& log, const Array<16>& id);
Result<std::optional<Message>> FindMessage(storage::Connection& log, const Array<16>& id);
// To be handed over by `now`.
Result<std::vector<Message>> ReadyMessages(storage::Connection& log, Instant now, int limit);
// Makes ready what waits since a moment that has not come: the clock was set back.
Status WakeMessages(storage::Connection& log, Instant now);
// Those of a dossier that were not handed over yet.
Result<std::vector<Message>> ReadyMessagesOf(storage::Connection& log, std::int64_t chain);
// Notices to one recipient; of two, to whoever got more.
Result<int> CountSince(storage::Connection& log, std::int64_t chain, Instant since);
// The newest to one recipient. One that was given up makes the recipient unreachable, until the person
// says anew how they want to be told, or an operator tries again.
Result<std::optional<Message>> NewestMessage(storage::Connection& log, std::int64_t chain,
                                             Recipient recipient);
// Those to one recipient that were given up.
Result<std::vector<Message>> DeadMessagesTo(storage::Connection& log, std::int64_t chain,
                                            Recipient recipient);
Status DropDead(storage::Connection& log, std::int64_t chain);
// The one with which an entry was told, the person's own before the safe contact's.
Result<std::optional<Message>> MessageFor(storage::Connection& log, std::int64_t chain,
                                          std::uint64_t number);
// Those with this code that were handed over since: whom a reply may speak for.
Result<std::vector<Message>> MessagesWithCode(storage::Connection& log, std::string_view code,
                                              Instant since);
// A code stops once.
Status UseUpCode(storage::Connection& log, const Array<16>& id);
// Given up, newest first, from behind (changed, id).
struct DeadPosition {
  std::int64_t changed_ms;
  Bytes id;
};
Result<std::vector<Message>> DeadMessages(storage::Connection& log,
                                          const std::optional<DeadPosition>& before, int limit);

// How much should have left by message, or was tried in vain; for how long the oldest of it; and how much
// was given up.
struct Backlog {
  std::int64_t due = 0;   // files of which something is due, or a message is on its way
  std::int64_t dead = 0;  // given up
  Millis overdue{0};
};
Result<Backlog> MeasureBacklog(storage::Connection& log, Instant now);

// The log's size up to which entries have been taken up.
Result<std::uint64_t> ReadCursor(storage::Connection& log);
Status WriteCursor(storage::Connection& log, std::uint64_t size);

// What was taken up of one entry.
struct OwedEntry {
  std::int64_t chain = 0;
  std::uint64_t index = 0, number = 0;
  bool owed = false, at_once = false, change = false;
};
// From `from` on, `limit` of them at most.
Result<std::vector<OwedEntry>> OwedFrom(storage::Connection& log, std::uint64_t from, int limit);
// Of all from `from` on, the changes that owe no word.
Result<std::vector<OwedEntry>> SilentChangesFrom(storage::Connection& log, std::uint64_t from);
// Up to which entry the person was told face to face; 0: never.
Result<std::uint64_t> ToldAtMeeting(storage::Connection& log, std::int64_t chain);
Status PutToldAtMeeting(storage::Connection& log, std::int64_t chain, std::uint64_t number);

// Which houses, and who of those whom the person trusts, have read a dossier, as far as was taken up.
Result<bool> KnowsAnyHouse(storage::Connection& log, std::int64_t chain);
Result<bool> KnowsHouse(storage::Connection& log, std::int64_t chain, const Array<16>& house);
Status AddHouse(storage::Connection& log, std::int64_t chain, const Array<16>& house);

}  // namespace relais::notification
