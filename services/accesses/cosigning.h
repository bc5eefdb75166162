// Takes each new checkpoint of the log to its witnesses, and keeps it with their cosignatures. All of
// a round are asked for the same checkpoint, at the same time; one that does not answer is left out
// for a while, so that it delays nobody. Reads and writes of dossiers never wait for a witness.
//
// A witness remembers what our key signed. When it saw more entries than the log has, or others, the
// stores were rolled back or rewritten: the server must not go on (`on_rolled_back`).
#pragma once

#include <filesystem>
#include <functional>
#include <thread>

#include "audit/cosignature.h"
#include "audit/witness.h"
#include "services/base/mutex.h"
#include "services/ledger/log_store.h"

namespace relais::accesses {

struct WitnessAddress {
  std::string vkey;
  std::string url;  // the prefix of the protocol's paths, without a slash at its end
};

struct CosigningParts {
  std::vector<WitnessAddress> witnesses;
  storage::Store& log;
  std::string log_vkey;
  // Where the newest checkpoint that a witness cosigned is kept: for publishing, and over a restart.
  std::filesystem::path file;
  std::function<void(const Error&)> on_rolled_back;  // must end the process, or see to its end
};

// What one witness cosigned last.
struct WitnessStanding {
  std::string name;
  std::uint64_t size = 0;  // 0: nothing since the start
  Instant at{};
  std::string trouble;  // why the last try failed; empty when it did not
  // How far behind the newest checkpoint it is, and for how long.
  std::uint64_t lag_entries = 0;
  std::chrono::milliseconds lag{0};
};

class Cosigning {
 public:
  // Asks every witness what it saw last, and looks at what is kept. kCorrupt when one was shown another
  // log than the stores hold, kInvalid when an address is not one; a witness that does not answer is asked later.
  static Result<std::unique_ptr<Cosigning>> Start(CosigningParts parts);
  ~Cosigning();

  // `note` is the newest checkpoint. Returns at once. Thread-safe.
  void Submit(const std::string& note) RELAIS_EXCLUDES(mutex_);
  // The newest checkpoint that was taken round, when it covers `note`'s; waits for it a little,
  // then gives `note` as it is. Thread-safe.
  std::string Await(const std::string& note) RELAIS_EXCLUDES(mutex_);
  // The newest that was taken round; before that, the newest; empty when nothing was signed yet.
  std::string Newest() const RELAIS_EXCLUDES(mutex_);
  std::vector<WitnessStanding> Standings() const RELAIS_EXCLUDES(mutex_);

 private:
  struct Peer {
    audit::WitnessVerifier verifier;
    std::string url;
    std::uint64_t known = 0;  // the size it cosigned last, as far as we know
    std::chrono::steady_clock::time_point next_try{};
    std::chrono::milliseconds pause{0};
    WitnessStanding standing;
  };
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Round {
    std::uint64_t size = 0;
    std::string note;
  };
  explicit Cosigning(CosigningParts parts, audit::NoteVerifier log)
      : parts_(std::move(parts)), log_(std::move(log)) {}
  Result<Round> Kept() const;
  Status CheckNotAhead(const Peer& peer) const;
  Status CheckIsOurs(const std::string& witness, const audit::Checkpoint& seen) const;
  void Loop();
  std::chrono::steady_clock::time_point NextRetry() const;
  void Publish(Round round) RELAIS_EXCLUDES(mutex_);
  void MeasureLags() RELAIS_REQUIRES(mutex_);
  std::string GoRound(const std::string& note, const audit::Checkpoint& checkpoint);
  Result<std::string> Ask(Peer& peer, const std::string& note,
                          const audit::Checkpoint& checkpoint) const;
  Result<std::vector<Hash>> ProofFrom(std::uint64_t old_size, std::uint64_t size) const;

  const CosigningParts parts_;
  const audit::NoteVerifier log_;
  std::vector<Peer> peers_;  // the loop's own, but for what stands in standings_
  mutable Mutex mutex_;
  CondVar changed_;
  Round newest_ RELAIS_GUARDED_BY(mutex_);
  Round cosigned_ RELAIS_GUARDED_BY(mutex_);
  std::vector<WitnessStanding> standings_ RELAIS_GUARDED_BY(mutex_);
  // Of each witness: since when there is a checkpoint that it has not cosigned.
  std::vector<std::optional<SteadyTime>> behind_since_ RELAIS_GUARDED_BY(mutex_);
  bool stopping_ RELAIS_GUARDED_BY(mutex_) = false;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace relais::accesses
