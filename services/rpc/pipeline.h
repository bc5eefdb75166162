// The one path of a call: authenticate, admit, read, commit, decide again when facts have moved,
// open, finish. Every call ends in exactly one Finish of its Responder. No gRPC here: server.h puts
// it behind gRPC.
#pragma once

#include <atomic>

#include "services/rpc/delay_line.h"
#include "services/rpc/method.h"
#include "services/rpc/pool.h"

namespace relais::rpc {

// The transport's side of one call. It stays alive until Finish was called, and is not touched
// afterwards.
class Responder {
 public:
  virtual ~Responder() = default;
  virtual bool Ended() const = 0;  // cancelled, or past its deadline
  // A part of a stream that goes on. Requires Writable(): what was written before has left.
  virtual void Write(Wire part) = 0;
  virtual bool Writable() const = 0;
  virtual void Finish(Wire response) = 0;
  virtual void Finish(const Error& error) = 0;
};

// Refusals leave this long after their call arrived, or at their commit if that is later.
inline constexpr std::chrono::milliseconds kRefusalDelay{25};

// How often an open stream is asked for more, and how many there may be.
inline constexpr std::chrono::milliseconds kFollowPause{500};
inline constexpr int kMostStreams = 512, kMostStreamsOfOne = 4;

// How many lists over several dossiers may be under way: each is a hundred acts, and many at once would
// fill the ledger's queue for everybody.
inline constexpr int kMostLists = 4;

// Requests under way may hold so many bytes; more is kBusy. A thousand of the largest would fill
// the memory of the machine before anybody's token was looked at.
inline constexpr std::size_t kMostHeld = 64 << 20;

struct PipelineParts {
  const Methods& methods;
  const Authenticator& authenticator;
  const AddressBook& addresses;
  const access::Access& access;
  ledger::Ledger& ledger;
  storage::Store& vault;
  storage::Store& log;
  const Clock& clock;
  Key request_key;  // digests of request bodies
  int workers = 2;
  std::size_t queue_limit = 4096;
  // Somebody was refused, or read a file, by itself or as a line of a list; called by the writer, and may not block. May be
  // unset.
  std::function<void(const Caller&, Instant)> on_refusal = nullptr;
  std::function<void(const Caller&, const DossierId&, Instant, bool listed)> on_reading = nullptr;
};

class Pipeline {
 public:
  static Result<std::unique_ptr<Pipeline>> Start(PipelineParts parts);

  // `arrival` is when the call came in; Thread-safe.
  void Handle(Responder& responder, std::string method, Bytes request, Credentials credentials,
              DelayLine::Time arrival);
  // Ends the open streams within kFollowPause; each is told to come again. Thread-safe.
  void StopFollowing() { stopping_ = true; }
  ~Pipeline() { StopFollowing(); }

 private:
  class Call;
  class CallAct;
  explicit Pipeline(PipelineParts parts) : parts_(std::move(parts)) {}
  void Post(std::shared_ptr<Call> call);
  // Whether one more stream of this caller may stay open; it then counts until EndStream.
  bool BeginStream(const Array<16>& caller) RELAIS_EXCLUDES(streams_mutex_);
  void EndStream(const Array<16>& caller) RELAIS_EXCLUDES(streams_mutex_);

  const PipelineParts parts_;
  // Bytes of the requests of all calls under way; shared with the calls, the last of which the
  // writer may drop when this is gone.
  const std::shared_ptr<std::atomic<std::size_t>> held_ =
      std::make_shared<std::atomic<std::size_t>>();
  std::atomic<bool> stopping_{false};
  // Lists under way; shared with them, as above.
  const std::shared_ptr<std::atomic<int>> lists_ = std::make_shared<std::atomic<int>>();
  Mutex streams_mutex_;
  std::map<Array<16>, int> streams_ RELAIS_GUARDED_BY(streams_mutex_);  // by caller
  int all_streams_ RELAIS_GUARDED_BY(streams_mutex_) = 0;
  DelayLine delayed_;
  std::unique_ptr<Pool> pool_;  // last: its jobs use all the others
};

// The uniform answer to absence and refusal.
const Error& NotOpen();

}  // namespace relais::rpc
