// A witness: keeps, for each log that it knows, the newest checkpoint that it cosigned, and cosigns
// another only when that goes on from it. A folder holds all of it:
//
//   witness.key   the name, and the seed of the signing key in hex: two lines, for the owner alone
//   logs          lines 'log <vkey>'; empty lines and lines that begin with '#' are passed over
//   state         "relais-witness-state/1\n", how many logs, then for each the size of a note in bytes
//                 and the note: the checkpoint, the log's signature, our cosignature; numbers in
//                 decimal, each with a newline
//
// What is cosigned is on disk before the cosignature leaves. The state is the witness: restoring an
// old one lets a log show a second history. Thread-safe.
#pragma once

#include <filesystem>
#include <map>

#include "audit/cosignature.h"
#include "audit/witness.h"
#include "crypto/random.h"
#include "services/base/clock.h"
#include "services/base/http.h"
#include "services/base/mutex.h"

namespace relais::witness {

using Answer = HttpAnswer;  // of the protocol

class Witness {
 public:
  // Makes the folder with a new key, and no log; returns the verifier key. kWrongState when there is
  // one already.
  static Result<std::string> Create(const std::filesystem::path& folder, const std::string& name,
                                    Random& random);
  static Result<std::unique_ptr<Witness>> Open(const std::filesystem::path& folder);

  // POST <prefix>/add-checkpoint
  Answer AddCheckpoint(std::string_view body, Instant now) RELAIS_EXCLUDES(mutex_);
  // GET <prefix>/<hex of SHA-256(origin)>/checkpoint
  Answer Checkpoint(std::string_view origin_hash) const RELAIS_EXCLUDES(mutex_);

  std::string Vkey() const { return signer_.Vkey(); }
  const std::vector<audit::NoteVerifier>& logs() const { return logs_; }
  // The newest checkpoint cosigned of a log; size 0 when there is none.
  audit::WitnessedHead Head(const std::string& origin) const RELAIS_EXCLUDES(mutex_);

 private:
  struct Kept {
    audit::WitnessedHead head;
    std::string note;
  };
  Witness(std::filesystem::path folder, audit::WitnessSigner signer,
          std::vector<audit::NoteVerifier> logs)
      : folder_(std::move(folder)), signer_(std::move(signer)), logs_(std::move(logs)) {}
  Status ReadState();
  Status WriteState() const RELAIS_REQUIRES(mutex_);
  Status Keep(std::string note) RELAIS_REQUIRES(mutex_);

  const std::filesystem::path folder_;
  const audit::WitnessSigner signer_;
  const std::vector<audit::NoteVerifier> logs_;
  mutable Mutex mutex_;
  // By origin; also those of logs that are no longer known, so that they cannot begin anew.
  std::map<std::string, Kept> kept_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais::witness
