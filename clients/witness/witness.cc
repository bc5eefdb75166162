#include "clients/witness/witness.h"

#include "audit/text.h"
#include "crypto/hash.h"
#include "services/base/files.h"

namespace relais::witness {
namespace {

namespace fs = std::filesystem;
using audit::WitnessStatus;

constexpr std::string_view kStateHeader = "relais-witness-state/1";
constexpr std::size_t kMaxFile = 16 << 20;

Result<audit::WitnessSigner> ReadKey(const fs::path& file) {
  ASSIGN_OR_RETURN(Bytes text, ReadPrivateFile(file, 4096));
  std::string_view rest = text;
  const auto name = audit::TakeLine(rest), hex = audit::TakeLine(rest);
  auto seed = hex ? FromHex(*hex) : Result<Bytes>(Fail(Reason::kInvalid, ""));
  auto key = seed ? Key::FromBytes(*seed) : Result<Key>(Fail(Reason::kInvalid, ""));
  if (!name || !key || !rest.empty())
    return Fail(Reason::kCorrupt,
                file.string() + " should hold a name and 64 hex digits, a line each");
  auto signer = audit::WitnessSigner::Create(std::string(*name), Ed25519Signer(*key));
  Wipe(*seed);
  Wipe(text);
  return signer;
}

Result<std::vector<audit::NoteVerifier>> ReadLogs(const fs::path& file) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, kMaxFile));
  std::vector<audit::NoteVerifier> logs;
  std::string_view rest = text;
  for (int number = 1; !rest.empty(); ++number) {
    const auto taken = audit::TakeLine(rest);
    std::string_view line = taken ? *taken : std::exchange(rest, {});
    if (line.empty() || line.starts_with('#')) continue;
    const std::string_view word = audit::TakeWord(line);
    auto log = audit::NoteVerifier::FromVkey(line);
    if (word != "log" || !log)
      return Fail(Reason::kInvalid,
                  file.string() + ", line " + std::to_string(number) + ": " +
                      (word != "log" ? "expected 'log <vkey>'" : log.error().message));
    logs.push_back(*std::move(log));
  }
  return logs;
}

// The note as it was signed, with no other line than the log's and ours.
std::string Cosign(std::string_view submitted, const audit::NoteVerifier& log,
                   const std::string& cosignature) {
  const audit::Note note = audit::ParseNote(submitted).value();
  std::string out(note.text);
  out += "\n";
  for (const audit::NoteSignature& line : note.signatures) {
    if (line.name == log.name() && line.key_id == log.key_id())
      return out + audit::SignatureLine(line.name, line.key_id, line.signature) + cosignature;
  }
  return out + cosignature;  // never: the note was opened with this log's key
}

Answer Plain(WitnessStatus status, const std::string& why) {
  if (status == WitnessStatus::kConflict)
    return {static_cast<int>(status), why + "\n", "text/x.tlog.size"};
  return {static_cast<int>(status), why + "\n"};
}

}  // namespace

Result<std::string> Witness::Create(const fs::path& folder, const std::string& name,
                                    Random& random) {
  const fs::path file = folder / "witness.key";
  if (fs::exists(file))
    return Fail(Reason::kWrongState, file.string() + " exists already: a key is never replaced");
  const Key seed = random.NextKey();
  ASSIGN_OR_RETURN(const auto signer, audit::WitnessSigner::Create(name, Ed25519Signer(seed)));
  RETURN_IF_ERROR(MakePrivateDirectory(folder));
  Bytes text = name + "\n" + ToHex(seed.ExposeSecretBytes()) + "\n";
  RETURN_IF_ERROR(WriteFileAtomically(
      folder / "logs", "# One line for each log to watch: log <its verifier key>\n", 0644));
  RETURN_IF_ERROR(WriteFileAtomically(folder / "state", std::string(kStateHeader) + "\n0\n", 0600));
  const Status written = WriteFileAtomically(file, text, 0600);
  Wipe(text);
  RETURN_IF_ERROR(written);
  return signer.Vkey();
}

Result<std::unique_ptr<Witness>> Witness::Open(const fs::path& folder) {
  ASSIGN_OR_RETURN(auto signer, ReadKey(folder / "witness.key"));
  ASSIGN_OR_RETURN(auto logs, ReadLogs(folder / "logs"));
  std::unique_ptr<Witness> witness(new Witness(folder, std::move(signer), std::move(logs)));
  RETURN_IF_ERROR(witness->ReadState());
  return witness;
}

// A state that is missing is not an empty one: a witness that forgot would cosign a second history.
Status Witness::ReadState() {
  const fs::path file = folder_ / "state";
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, kMaxFile));
  std::string_view rest = text;
  const auto corrupt = [&](const std::string& what) {
    return Fail(Reason::kCorrupt, file.string() + " " + what + ": restore the newest copy");
  };
  if (const auto header = audit::TakeLine(rest); !header || *header != kStateHeader)
    return corrupt("is not the state of a witness");
  const auto take_number = [&]() -> Result<std::uint64_t> {
    ASSIGN_OR_RETURN(const std::string_view line, audit::TakeLine(rest));
    return audit::ParseDecimal(line);
  };
  const auto count = take_number();
  if (!count) return corrupt("is cut");
  const MutexLock lock(mutex_);
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto size = take_number();
    if (!size || *size > rest.size()) return corrupt("is cut");
    if (const Status kept = Keep(std::string(rest.substr(0, *size))); !kept)
      return corrupt("is spoilt (" + kept.error().message + ")");
    rest.remove_prefix(*size);
  }
  return rest.empty() && kept_.size() == *count ? Status() : corrupt("is spoilt");
}

Status Witness::Keep(std::string note) {
  ASSIGN_OR_RETURN(const auto ours, audit::WitnessVerifier::FromVkey(signer_.Vkey()));
  ASSIGN_OR_RETURN(const audit::Note parsed, audit::ParseNote(note));
  ASSIGN_OR_RETURN(const auto cosigned, ours.CosignedAt(parsed));
  if (!cosigned) return Fail(Reason::kCorrupt, "a checkpoint without our cosignature");
  ASSIGN_OR_RETURN(const auto checkpoint, audit::ParseCheckpoint(parsed.text));
  kept_[checkpoint.origin] = {{checkpoint.size, checkpoint.root}, std::move(note)};
  return {};
}

Status Witness::WriteState() const {
  std::string text(kStateHeader);
  text.append("\n").append(std::to_string(kept_.size())).append("\n");
  for (const auto& [origin, kept] : kept_)
    text.append(std::to_string(kept.note.size())).append("\n").append(kept.note);
  return WriteFileAtomically(folder_ / "state", text, 0600);
}

audit::WitnessedHead Witness::Head(const std::string& origin) const {
  const MutexLock lock(mutex_);
  const auto kept = kept_.find(origin);
  return kept == kept_.end() ? audit::WitnessedHead{} : kept->second.head;
}

Answer Witness::AddCheckpoint(std::string_view body, Instant now) {
  const auto request = audit::ParseAddCheckpoint(body);
  if (!request) return Plain(WitnessStatus::kMalformed, request.error().message);
  const audit::Judgement claimed = audit::JudgeSignature(request->note, logs_);
  if (claimed.status != WitnessStatus::kOk) return Plain(claimed.status, claimed.why);
  const std::string& origin = claimed.checkpoint.origin;

  const MutexLock lock(mutex_);
  const auto before = kept_.find(origin) == kept_.end() ? Kept{} : kept_.at(origin);
  const audit::Judgement grown = audit::JudgeGrowth(*request, claimed.checkpoint, before.head);
  if (grown.status != WitnessStatus::kOk) return Plain(grown.status, grown.why);
  const auto seconds = static_cast<std::uint64_t>(ToMillis(now) / 1000);
  const std::string line = signer_.Cosign(claimed.checkpoint.Text(), seconds);
  for (const audit::NoteVerifier& log : logs_) {
    if (log.name() != origin) continue;
    kept_[origin] = {{claimed.checkpoint.size, claimed.checkpoint.root},
                     Cosign(request->note, log, line)};
    break;
  }
  if (const Status written = WriteState(); !written) {
    // Not on disk, so it was not seen.
    kept_[origin] = before;
    if (before.note.empty()) kept_.erase(origin);
    return {500, "the state could not be written\n"};
  }
  return {200, line};
}

Answer Witness::Checkpoint(std::string_view origin_hash) const {
  const MutexLock lock(mutex_);
  for (const auto& [origin, kept] : kept_) {
    if (ToHex(View(Sha256(origin))) == origin_hash) return {200, kept.note};
  }
  return {404, "no checkpoint of such a log was cosigned here\n"};
}

}  // namespace relais::witness
