#include "audit/witness.h"

#include <algorithm>

#include "audit/text.h"

namespace relais::audit {
namespace {

constexpr std::string_view kOld = "old ";

Judgement Refuse(WitnessStatus status, std::string why) { return {status, std::move(why), {}}; }

}  // namespace

std::string WriteAddCheckpoint(const AddCheckpoint& request) {
  std::string out(kOld);
  out.append(std::to_string(request.old_size)).append("\n");
  for (const Hash& hash : request.proof) out.append(ToBase64(View(hash))).append("\n");
  return out.append("\n").append(request.note);
}

Result<AddCheckpoint> ParseAddCheckpoint(std::string_view body) {
  AddCheckpoint out;
  ASSIGN_OR_RETURN(std::string_view first, TakeLine(body));
  if (!first.starts_with(kOld)) return Fail(Reason::kInvalid, "the first line is 'old <size>'");
  first.remove_prefix(kOld.size());
  ASSIGN_OR_RETURN(out.old_size, ParseDecimal(first));
  for (;;) {
    ASSIGN_OR_RETURN(const std::string_view line, TakeLine(body));
    if (line.empty()) break;
    if (out.proof.size() == kMaxAddCheckpointProof)
      return Fail(Reason::kInvalid, "the proof has more than 63 hashes");
    ASSIGN_OR_RETURN(const Hash hash, ParseBase64Hash(line));
    out.proof.push_back(hash);
  }
  out.note = body;
  return out;
}

Judgement JudgeSignature(std::string_view note, std::span<const NoteVerifier> logs) {
  if (note.ends_with("\n\n")) return Refuse(WitnessStatus::kForbidden, "nobody signed this");
  const auto parsed = ParseNote(note);
  if (!parsed) return Refuse(WitnessStatus::kMalformed, parsed.error().message);
  std::string_view text = parsed->text;
  const auto origin = TakeLine(text);
  const auto log = std::find_if(logs.begin(), logs.end(), [&](const NoteVerifier& known) {
    return origin && known.name() == *origin;
  });
  if (log == logs.end())
    return Refuse(WitnessStatus::kUnknownLog, "no log of this name is known here");
  auto checkpoint = OpenCheckpoint(note, *log);
  if (!checkpoint) {
    const bool malformed = checkpoint.error().reason == Reason::kInvalid;
    return Refuse(malformed ? WitnessStatus::kMalformed : WitnessStatus::kForbidden,
                  checkpoint.error().message);
  }
  return {WitnessStatus::kOk, {}, *std::move(checkpoint)};
}

Judgement JudgeGrowth(const AddCheckpoint& request, const Checkpoint& checkpoint,
                      const WitnessedHead& head) {
  if (request.old_size > checkpoint.size)
    return Refuse(WitnessStatus::kMalformed, "the old size is past the checkpoint's");
  if (request.old_size != head.size)
    return Refuse(WitnessStatus::kConflict, std::to_string(head.size));
  const Status grown =
      VerifyConsistency(head.size, head.root, checkpoint.size, checkpoint.root, request.proof);
  if (!grown) return Refuse(WitnessStatus::kUnprocessable, grown.error().message);
  return {WitnessStatus::kOk, {}, checkpoint};
}

}  // namespace relais::audit
