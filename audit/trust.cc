#include "audit/trust.h"

#include <algorithm>
#include <optional>
#include <set>

#include "audit/text.h"

namespace relais::audit {
namespace {

constexpr std::string_view kNone = "none";

// One line without its newline; a file may end without one, or have Windows line ends.
std::string_view CutLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
}

tl::unexpected<Error> Refuse(std::string why) { return Fail(Reason::kInvalid, std::move(why)); }

Result<std::size_t> Threshold(std::string_view word, std::size_t members) {
  if (members == 0) return Refuse("a group without members");
  if (word == "any") return 1;
  if (word == "all") return members;
  const auto k = ParseDecimal(word);
  if (!k || *k == 0 || *k > members)
    return Refuse(
        "a group says how many of its members it needs: any, all, or a number from 1 to " +
        std::to_string(members));
  return static_cast<std::size_t>(*k);
}

}  // namespace

// Takes the lines of one policy.
class TrustPolicy::Reading {
 public:
  Status Take(std::string_view line) {
    const std::string_view word = TakeWord(line);
    if (word == "log") return TakeLog(line);
    if (word != "witness" && word != "group" && word != "quorum")
      return Refuse("only lines that begin with log, witness, group or quorum are known");
    if (!policy_) return Refuse("the first line names the log: 'log <vkey>'");
    if (word == "witness") return TakeWitness(line);
    return word == "group" ? TakeGroup(line) : TakeQuorum(line);
  }
  Result<TrustPolicy> Finish() {
    if (!policy_)
      return Refuse("it needs one line 'log <vkey>', with the key that the house hands out");
    return *std::move(policy_);
  }

 private:
  Status TakeLog(std::string_view line) {
    if (policy_) return Refuse("a second log; one trust file is for one log");
    ASSIGN_OR_RETURN(auto log, NoteVerifier::FromVkey(line));
    policy_.emplace(std::move(log));
    return {};
  }
  Status TakeWitness(std::string_view line) {
    const std::string name(TakeWord(line));
    RETURN_IF_ERROR(RequireNewName(name));
    ASSIGN_OR_RETURN(auto verifier, WitnessVerifier::FromVkey(line));
    for (const Witness& other : policy_->witnesses_) {
      // One key under two names would count twice.
      if (other.verifier.key_id() == verifier.key_id() && other.verifier.name() == verifier.name())
        return Refuse("this witness stands in the policy already, as " + other.name);
    }
    policy_->witnesses_.push_back({name, std::move(verifier)});
    return {};
  }
  Status TakeGroup(std::string_view line) {
    Group group{.name = std::string(TakeWord(line))};
    RETURN_IF_ERROR(RequireNewName(group.name));
    const std::string_view needed = TakeWord(line);
    while (!line.empty()) {
      std::string member(TakeWord(line));
      if (!Knows(member)) return Refuse(member + " does not stand above as a witness or group");
      if (std::count(group.members.begin(), group.members.end(), member) > 0)
        return Refuse(member + " stands twice in this group");
      group.members.push_back(std::move(member));
    }
    ASSIGN_OR_RETURN(group.needed, Threshold(needed, group.members.size()));
    policy_->groups_.push_back(std::move(group));
    return {};
  }
  Status TakeQuorum(std::string_view line) {
    if (quorum_) return Refuse("a second quorum; there is one");
    if (line != kNone && !Knows(line))
      return Refuse("a quorum names a witness or group that stands above, or none");
    quorum_ = true;
    if (line != kNone) policy_->quorum_ = line;
    return {};
  }
  bool Knows(std::string_view name) const {
    const auto named = [&](const auto& other) { return other.name == name; };
    return std::any_of(policy_->witnesses_.begin(), policy_->witnesses_.end(), named) ||
           std::any_of(policy_->groups_.begin(), policy_->groups_.end(), named);
  }
  Status RequireNewName(std::string_view name) const {
    if (name.empty() || name == kNone) return Refuse("a name is missing");
    return Knows(name) ? Status(Refuse(std::string(name) + " stands there already")) : Status();
  }

  std::optional<TrustPolicy> policy_;
  bool quorum_ = false;
};

Result<TrustPolicy> TrustPolicy::Parse(std::string_view text) {
  Reading reading;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = CutLine(text);
    if (line.empty() || line.starts_with('#')) continue;
    if (const Status taken = reading.Take(line); !taken)
      return Fail(Reason::kInvalid, taken.error().message, std::to_string(number));
  }
  return reading.Finish();
}

Result<Trusted> TrustPolicy::Open(std::string_view note) const {
  Trusted out;
  ASSIGN_OR_RETURN(out.checkpoint, OpenCheckpoint(note, log_));
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(note));
  for (const Witness& witness : witnesses_) {
    ASSIGN_OR_RETURN(const auto seconds, witness.verifier.CosignedAt(parsed));
    if (seconds) out.cosigned.push_back({witness.name, *seconds});
  }
  out.quorum_needed = !quorum_.empty();
  if (out.quorum_needed && !QuorumMet(out.cosigned))
    return Fail(Reason::kCorrupt, Lacking(out.cosigned));
  return out;
}

// Members stand above their groups, so one pass decides them all.
bool TrustPolicy::QuorumMet(const std::vector<Cosigned>& cosigned) const {
  std::set<std::string_view> met;
  for (const Cosigned& one : cosigned) met.insert(one.witness);
  for (const Group& group : groups_) {
    const auto present = std::count_if(group.members.begin(), group.members.end(),
                                       [&](const auto& member) { return met.contains(member); });
    if (static_cast<std::size_t>(present) >= group.needed) met.insert(group.name);
  }
  return met.contains(quorum_);
}

std::string TrustPolicy::Lacking(const std::vector<Cosigned>& cosigned) const {
  std::string names;
  for (const Cosigned& one : cosigned) names += (names.empty() ? "" : ", ") + one.witness;
  return "the log signed its checkpoint, but not enough witnesses cosigned it: the quorum " +
         quorum_ + " is not met by " + (names.empty() ? "none" : names);
}

}  // namespace relais::audit
