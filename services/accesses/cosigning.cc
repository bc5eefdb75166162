#include "services/accesses/cosigning.h"

#include <algorithm>
#include <future>

#include "audit/text.h"
#include "crypto/hash.h"
#include "services/base/files.h"
#include "services/base/http.h"

namespace relais::accesses {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr milliseconds kPatience{3000};      // with a witness
constexpr milliseconds kWaitForRound{4000};  // of an export
constexpr milliseconds kFirstPause{1000}, kLongestPause{60'000};

// Its line alone: whatever else stands in the answer could spoil the note for its readers.
std::string LineOf(const audit::Note& note, const audit::WitnessVerifier& witness) {
  for (const audit::NoteSignature& line : note.signatures) {
    if (line.name == witness.name() && line.key_id == witness.key_id())
      return audit::SignatureLine(line.name, line.key_id, line.signature);
  }
  return {};
}

Error RolledBack(const std::string& witness, const std::string& what) {
  return {Reason::kCorrupt, "the witness " + witness + " " + what + ": restore the newest stores"};
}

}  // namespace

Result<std::unique_ptr<Cosigning>> Cosigning::Start(CosigningParts parts) {
  ASSIGN_OR_RETURN(auto log, audit::NoteVerifier::FromVkey(parts.log_vkey));
  std::unique_ptr<Cosigning> cosigning(new Cosigning(std::move(parts), std::move(log)));
  for (const WitnessAddress& address : cosigning->parts_.witnesses) {
    ASSIGN_OR_RETURN(auto verifier, audit::WitnessVerifier::FromVkey(address.vkey));
    WitnessStanding standing{.name = verifier.name()};
    cosigning->peers_.push_back(
        {.verifier = std::move(verifier), .url = address.url, .standing = std::move(standing)});
    RETURN_IF_ERROR(cosigning->CheckNotAhead(cosigning->peers_.back()));
  }
  ASSIGN_OR_RETURN(Round kept, cosigning->Kept());
  cosigning->Publish(std::move(kept));
  cosigning->thread_ = std::thread([raw = cosigning.get()] { raw->Loop(); });
  return cosigning;
}

Cosigning::~Cosigning() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

// What the witness holds is believed as far as our own key signed it.
Status Cosigning::CheckNotAhead(const Peer& peer) const {
  const auto answer =
      HttpGet(peer.url + "/" + ToHex(View(Sha256(log_.name()))) + "/checkpoint", kPatience);
  if (!answer || answer->status != 200) return {};
  const auto seen = audit::OpenCheckpoint(answer->body, log_);
  return seen ? CheckIsOurs(peer.standing.name, *seen) : Status();
}

Status Cosigning::CheckIsOurs(const std::string& witness, const audit::Checkpoint& seen) const {
  ASSIGN_OR_RETURN(const auto log, parts_.log.Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(const std::uint64_t size, ledger::CountEntries(*log));
  if (seen.size > size)
    return tl::unexpected<Error>(RolledBack(witness, "cosigned " + std::to_string(seen.size) +
                                                         " entries, and the log has " +
                                                         std::to_string(size)));
  ASSIGN_OR_RETURN(const auto then, audit::Tree::Resume(ledger::NodeSource(*log), seen.size));
  if (then.Root() != seen.root)
    return tl::unexpected<Error>(RolledBack(witness, "cosigned other entries than the log has"));
  return {};
}

// What was cosigned before this start; nothing, when there is no such file, it is spoilt, or of witnesses that we
// no longer have: the next round makes another.
Result<Cosigning::Round> Cosigning::Kept() const {
  if (peers_.empty()) return Round();
  const auto note = ReadFile(parts_.file, 1 << 16);
  const auto seen = note ? audit::OpenCheckpoint(*note, log_) : tl::unexpected(note.error());
  if (!seen) return Round();
  ASSIGN_OR_RETURN(const auto parsed, audit::ParseNote(*note));
  for (const Peer& peer : peers_) {
    const auto at = peer.verifier.CosignedAt(parsed);
    if (!at || !*at) continue;  // it did not sign this one
    RETURN_IF_ERROR(CheckIsOurs(peer.standing.name, *seen));
    return Round{seen->size, *note};
  }
  return Round();
}

void Cosigning::Submit(const std::string& note) {
  const auto checkpoint = audit::OpenCheckpoint(note, log_);
  if (!checkpoint) return;
  const MutexLock lock(mutex_);
  if (checkpoint->size <= newest_.size) return;
  newest_ = {checkpoint->size, note};
  MeasureLags();
  changed_.NotifyAll();
}

std::string Cosigning::Await(const std::string& note) {
  Submit(note);
  const auto checkpoint = audit::OpenCheckpoint(note, log_);
  const auto until = SteadyClock::now() + kWaitForRound;
  const MutexLock lock(mutex_);
  while (checkpoint && !parts_.witnesses.empty() && cosigned_.size < checkpoint->size &&
         !stopping_ && SteadyClock::now() < until)
    changed_.WaitUntil(mutex_, until);
  return checkpoint && cosigned_.size >= checkpoint->size ? cosigned_.note : note;
}

std::string Cosigning::Newest() const {
  const MutexLock lock(mutex_);
  return cosigned_.note.empty() ? newest_.note : cosigned_.note;
}

std::vector<WitnessStanding> Cosigning::Standings() const {
  const auto now = SteadyClock::now();
  const MutexLock lock(mutex_);
  auto standings = standings_;
  for (std::size_t i = 0; i < standings.size(); ++i) {
    if (!behind_since_[i]) continue;
    standings[i].lag_entries = newest_.size - standings[i].size;
    standings[i].lag = std::chrono::duration_cast<milliseconds>(now - *behind_since_[i]);
  }
  return standings;
}

void Cosigning::MeasureLags() {
  behind_since_.resize(standings_.size());
  for (std::size_t i = 0; i < standings_.size(); ++i) {
    if (standings_[i].size >= newest_.size)
      behind_since_[i].reset();
    else if (!behind_since_[i])
      behind_since_[i] = SteadyClock::now();
  }
}

void Cosigning::Loop() {
  for (;;) {
    Round round;
    {
      const MutexLock lock(mutex_);
      const auto retry = NextRetry();
      while (!stopping_ && newest_.size <= cosigned_.size && SteadyClock::now() < retry)
        retry == SteadyClock::time_point::max() ? changed_.Wait(mutex_)
                                                : changed_.WaitUntil(mutex_, retry);
      if (stopping_) return;
      round = newest_;
    }
    const auto checkpoint = audit::OpenCheckpoint(round.note, log_);
    if (checkpoint) round.note = GoRound(round.note, *checkpoint);
    Publish(std::move(round));
  }
}

// When somebody who did not answer is asked again, though the log has not grown.
SteadyClock::time_point Cosigning::NextRetry() const {
  auto next = SteadyClock::time_point::max();
  for (const Peer& peer : peers_) {
    if (!peer.standing.trouble.empty()) next = std::min(next, peer.next_try);
  }
  return next;
}

void Cosigning::Publish(Round round) {
  const auto note = audit::ParseNote(round.note);
  // Without a witness's word it is no news. What cannot be written is written with the next one.
  if (note && note->signatures.size() > 1) (void)WriteFileAtomically(parts_.file, round.note, 0600);
  const MutexLock lock(mutex_);
  cosigned_ = std::move(round);
  // Whoever came on has been behind since about then, if the log has come on further.
  behind_since_.resize(peers_.size());
  for (std::size_t i = 0; i < standings_.size(); ++i) {
    if (peers_[i].standing.size > standings_[i].size) behind_since_[i].reset();
  }
  standings_.clear();
  for (const Peer& peer : peers_) standings_.push_back(peer.standing);
  MeasureLags();
  changed_.NotifyAll();
}

// The note with the cosignatures of those who answered.
std::string Cosigning::GoRound(const std::string& note, const audit::Checkpoint& checkpoint) {
  std::vector<std::pair<Peer*, std::future<Result<std::string>>>> asked;
  for (Peer& peer : peers_) {
    if (SteadyClock::now() < peer.next_try) continue;
    asked.emplace_back(&peer, std::async(std::launch::async, [this, &peer, &note, &checkpoint] {
      return Ask(peer, note, checkpoint);
    }));
  }
  std::string cosigned = note;
  for (auto& [peer, answer] : asked) {
    const auto line = answer.get();
    peer->standing.trouble = line ? "" : line.error().message;
    if (line) {
      cosigned += *line;
      peer->pause = milliseconds(0);
      continue;
    }
    if (line.error().reason == Reason::kCorrupt && parts_.on_rolled_back)
      parts_.on_rolled_back(line.error());
    peer->pause = std::clamp(2 * peer->pause, kFirstPause, kLongestPause);
    peer->next_try = SteadyClock::now() + peer->pause;
  }
  return cosigned;
}

// The witness's signature line. kCorrupt when it proves that the log was rolled back.
Result<std::string> Cosigning::Ask(Peer& peer, const std::string& note,
                                   const audit::Checkpoint& checkpoint) const {
  for (int tries = 0; tries < 2; ++tries) {
    audit::AddCheckpoint request{peer.known, {}, note};
    ASSIGN_OR_RETURN(request.proof, ProofFrom(peer.known, checkpoint.size));
    ASSIGN_OR_RETURN(
        const HttpAnswer answer,
        HttpPost(peer.url + "/add-checkpoint", audit::WriteAddCheckpoint(request), kPatience));
    if (answer.status == 200) {
      const std::string whole = note + answer.body;
      ASSIGN_OR_RETURN(const auto parsed, audit::ParseNote(whole));
      ASSIGN_OR_RETURN(const auto seconds, peer.verifier.CosignedAt(parsed));
      if (!seconds) return Fail(Reason::kUnavailable, "it answered with another's signature");
      peer.known = checkpoint.size;
      peer.standing.size = checkpoint.size;
      peer.standing.at = FromMillis(static_cast<std::int64_t>(*seconds) * 1000);
      return LineOf(parsed, peer.verifier);
    }
    // It saw more or other than we thought: that may be an earlier life of this server, or a proof
    // that this one was rolled back.
    RETURN_IF_ERROR(CheckNotAhead(peer));
    std::string_view body = answer.body;
    const auto line = audit::TakeLine(body);
    const auto size =
        line ? audit::ParseDecimal(*line) : Result<std::uint64_t>(checkpoint.size + 1);
    if (answer.status != 409 || !size || *size > checkpoint.size)
      return Fail(Reason::kUnavailable, "it answered " + std::to_string(answer.status));
    peer.known = *size;
  }
  return Fail(Reason::kUnavailable, "it keeps changing its mind");
}

Result<std::vector<Hash>> Cosigning::ProofFrom(std::uint64_t old_size, std::uint64_t size) const {
  ASSIGN_OR_RETURN(const auto log, parts_.log.Connect(storage::Store::Use::kRead));
  return audit::ConsistencyProof(ledger::NodeSource(*log), old_size, size);
}

}  // namespace relais::accesses
