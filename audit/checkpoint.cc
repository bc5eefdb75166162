#include "audit/checkpoint.h"

#include "audit/text.h"

namespace relais::audit {

std::string Checkpoint::Text() const {
  return origin + "\n" + std::to_string(size) + "\n" + ToBase64(View(root)) + "\n";
}

Result<Checkpoint> ParseCheckpoint(std::string_view text) {
  Checkpoint out;
  ASSIGN_OR_RETURN(const std::string_view origin, TakeLine(text));
  if (!IsKeyName(origin))
    return Fail(Reason::kInvalid, "the checkpoint's origin is not a log's name");
  out.origin = origin;
  ASSIGN_OR_RETURN(const std::string_view size, TakeLine(text));
  ASSIGN_OR_RETURN(out.size, ParseDecimal(size));
  ASSIGN_OR_RETURN(const std::string_view root, TakeLine(text));
  ASSIGN_OR_RETURN(out.root, ParseBase64Hash(root));
  if (!text.empty()) return Fail(Reason::kInvalid, "the checkpoint has more than three lines");
  if (out.size == 0 && out.root != EmptyRoot()) {
    return Fail(Reason::kInvalid, "the checkpoint of an empty tree has another root");
  }
  return out;
}

Result<std::string> SignCheckpoint(const Checkpoint& checkpoint, const NoteSigner& log) {
  if (checkpoint.origin != log.name())
    return Fail(Reason::kInvalid, "the checkpoint is of another log than the key");
  return log.Sign(checkpoint.Text());
}

Result<Checkpoint> OpenCheckpoint(std::string_view note, const NoteVerifier& log) {
  ASSIGN_OR_RETURN(const std::string text, OpenNote(note, {&log, 1}));
  ASSIGN_OR_RETURN(Checkpoint out, ParseCheckpoint(text));
  if (out.origin != log.name())
    return Fail(Reason::kCorrupt, "the checkpoint is of another log than the key");
  return out;
}

}  // namespace relais::audit
