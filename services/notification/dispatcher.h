// Tells people (P6). The entries of the log are the obligations: whatever reached the log owes what it
// owes, and what lies here is only how far it has come. One thread, in rounds:
//
//   1. take up    entries since the last round: what waits for whom, and when it is due
//   2. form       what is due becomes a message, one a person, however much it speaks of
//   3. hand over  messages to their channels, and note it
//
// Each step is a commit of its own, and each can be repeated: a crash between handing over and noting
// it sends one message twice, under the same id and number; nothing else does. What is sent, what
// arrives and what fails are entries of the person's log, which owe nothing.
//
//  N1  An entry that owes word is told by a message with its number or a higher one, or waits.
//  N2  A change is told of only once it stands in the vault.
//  N3  What the person wants is read again just before a message leaves.
//  N4  What was handed over is noted before anything else is.
//  N5  A channel that does not answer is left alone for a while, longer each time; the others go on.
#pragma once

#include <atomic>
#include <thread>

#include "services/base/mutex.h"
#include "services/ledger/ledger.h"
#include "services/notification/channel.h"
#include "services/notification/notices.h"
#include "services/notification/uptake.h"

namespace relais::notification {

struct Way {
  std::shared_ptr<Channel> channel;
  int per_second = 10;  // at most
};

// What a higher room does with readings that come before an officer.
class ReviewHandler {
 public:
  virtual ~ReviewHandler() = default;
  // The entry at `index`. An error ends the round, and it is asked again, as it may be after a crash.
  // What else follows from an emergency reading, once it is taken up.
  virtual Status OnReviewed(std::uint64_t index) = 0;
};

struct DispatcherParts {
  ledger::Ledger& ledger;
  storage::Store& vault;
  storage::Store& log;
  const Tellings& tellings;
  std::shared_ptr<const Notices> notices;
  std::map<v1::Channel, Way> ways;  // what a missing one was to carry waits for a meeting
  const Clock& clock;
  Random& random;
  Key spread_key;  // each person's own minute of the digest is derived from it
  std::function<void(const Error&)> on_trouble;  // a round that could not be finished; may be unset
  ReviewHandler* reviews = nullptr;              // may be unset
  // What higher rooms do in each round, of what has become due by itself. An error is reported, and holds up nothing.
  std::vector<std::function<Status(Instant now)>> on_round = {};
};

class Dispatcher {
 public:
  static Result<std::unique_ptr<Dispatcher>> Create(DispatcherParts parts);
  ~Dispatcher();  // what is being handed over ends first
  // Runs rounds on a thread of its own, about one a second.
  void Start();
  // One round. Trouble with a store ends it; the next one goes on from there.
  Status Round() RELAIS_EXCLUDES(rows_);

  // A gateway says what became of a message. What is not known, or known to have arrived, is passed
  // over. Thread-safe; blocks until it stands.
  Status Report(const Array<16>& id, bool delivered) RELAIS_EXCLUDES(rows_);

 private:
  explicit Dispatcher(DispatcherParts parts) : parts_(std::move(parts)) {}
  void Loop();
  bool stopping() const RELAIS_EXCLUDES(mutex_) {
    const MutexLock lock(mutex_);
    return stopping_;
  }
  Status WriteRows(const std::function<Status(storage::Connection&)>& rows);
  Status SeeClock(Instant now) RELAIS_EXCLUDES(rows_);
  Status TakeUpNew(Instant now) RELAIS_EXCLUDES(rows_);
  Status FormDue(Instant now) RELAIS_EXCLUDES(rows_);
  Result<std::vector<Message>> MessagesFor(const Pending& pending, Instant now) const;
  Status HandOver() RELAIS_EXCLUDES(rows_);
  Status HandOverOne(Message message, Instant now) RELAIS_EXCLUDES(rows_);
  struct Settled {
    Message message;
    std::vector<audit::Details> entries;
  };
  Settled Settle(Message message, const Status& sent, Instant now);
  Status NoteSettled() RELAIS_EXCLUDES(rows_);
  Result<Outgoing> Compose(const Message& message, const v1::Contact& contact, Instant now) const;

  // Whether a channel may be tried, and what its trying came to.
  struct Gate {
    Instant next{}, refilled{};
    Millis pause{0};
    double allowance = 0;
  };
  bool MayPass(v1::Channel channel, Instant now);
  Instant CloseGate(v1::Channel channel, Instant now);

  const DispatcherParts parts_;
  const UptakeParts uptake_{parts_.tellings, parts_.spread_key};
  std::unique_ptr<storage::Connection> vault_, log_;
  std::map<v1::Channel, Gate> gates_;
  Instant seen_ =
      Instant::max();  // of the last round; a clock is set back while a server is down, too
  std::optional<Settled> settled_;  // handed over, and not noted yet
  // Held from reading rows of `pending` until they are written again: a report of a gateway must not
  // fall in between.
  Mutex rows_;
  mutable Mutex mutex_;
  CondVar wake_;
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace relais::notification
