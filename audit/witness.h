// The rules of a witness (C2SP tlog-witness): what it is sent, and what it answers. Pure; whoever
// serves them persists what was accepted before the answer leaves (clients/witness).
//
//   old <size>\n              the size of the checkpoint that the proof starts from
//   <base64 hash>\n...        the consistency proof, at most 63 hashes
//   \n
//   <checkpoint>              a signed note
#pragma once

#include "audit/checkpoint.h"

namespace relais::audit {

struct AddCheckpoint {
  std::uint64_t old_size = 0;
  std::vector<Hash> proof;
  std::string note;
};

inline constexpr std::size_t kMaxAddCheckpointProof = 63;

std::string WriteAddCheckpoint(const AddCheckpoint& request);
// The one inverse: kInvalid when it is not such a request.
Result<AddCheckpoint> ParseAddCheckpoint(std::string_view body);

// The newest checkpoint of a log that a witness cosigned.
struct WitnessedHead {
  std::uint64_t size = 0;
  Hash root = EmptyRoot();
};

// HTTP status codes of the protocol.
enum class WitnessStatus {
  kOk = 200,
  kMalformed = 400,     // not such a request, or an old size past the checkpoint's
  kForbidden = 403,     // not signed by the log's key
  kUnknownLog = 404,    // no log of this name is known
  kConflict = 409,      // the old size is not that of the newest checkpoint cosigned
  kUnprocessable = 422  // the proof does not hold, or one size has two roots
};

struct Judgement {
  WitnessStatus status = WitnessStatus::kMalformed;
  std::string why;        // in words, unless the status is kOk
  Checkpoint checkpoint;  // when it is
};

// Whether one of `logs` signed the note, and what it claims.
Judgement JudgeSignature(std::string_view note, std::span<const NoteVerifier> logs);
// Whether what it claims goes on from the head; kOk: persist the checkpoint, then cosign it.
Judgement JudgeGrowth(const AddCheckpoint& request, const Checkpoint& checkpoint,
                      const WitnessedHead& head);

}  // namespace relais::audit
