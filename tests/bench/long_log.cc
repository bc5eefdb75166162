#include "tests/bench/long_log.h"

#include "services/base/words.h"

namespace relais::bench {
namespace {

using ledger::Chain;

constexpr std::uint64_t kInATransaction = 50'000;
constexpr std::uint64_t kOtherDossiers = 10'000;

// A reading of four compartments, as ledger::Describe tells of it.
audit::Details ReadingBy(const Caller& reader, Random& random) {
  audit::Details details;
  details.subject = audit::Subject::kDossier;
  details.caller_kind = static_cast<std::uint8_t>(CallerKind::kProfessional);
  details.caller_id = reader.id;
  details.caller_name = reader.name;
  details.organisation_id = reader.organisation.bytes();
  details.organisation_name = reader.organisation_name;
  details.profession = reader.profession;
  details.action = static_cast<std::uint8_t>(Action::kRead);
  details.method = "Dossiers.GetDossier";
  details.purpose = static_cast<std::uint8_t>(Purpose::kExitPreparation);
  details.reason = "follow_up";
  details.asked = AllCompartments().bits();
  details.granted = CompartmentSet{Compartment::kIdentity, Compartment::kSocial,
                                   Compartment::kFragility, Compartment::kExit}
                        .bits();
  details.outcome = audit::Outcome::kOpened;
  details.count = 40;
  details.digest = random.Next<32>();
  details.rules = {"leaving.read"};
  for (int i = 0; i < 4; ++i) details.consents.push_back(random.Next<16>());
  details.policy = random.Next<32>();
  details.telling = audit::Telling::kOwed;
  return details;
}

class Writer {
 public:
  Writer(storage::Connection& log, const LongLog& wanted, Instant until, Random& random)
      : log_(log),
        wanted_(wanted),
        first_ms_(ToMillis(until) - static_cast<std::int64_t>(wanted.entries)),
        random_(random),
        details_(ReadingBy(wanted.reader, random)) {}

  Status Run() {
    RETURN_IF_ERROR(MakeChains());
    const std::uint64_t every = wanted_.entries / wanted_.own;
    for (std::uint64_t index = 0; index < wanted_.entries; ++index) {
      if (index % kInATransaction == 0) RETURN_IF_ERROR(log_.Execute("BEGIN IMMEDIATE"));
      const bool own = index % every == every / 2 && chains_[0].chain.last_number < wanted_.own;
      // A prime number of places further each time: neighbours are of different dossiers.
      RETURN_IF_ERROR(Append(own ? chains_[0] : chains_[1 + index * 7919 % kOtherDossiers], index));
      if ((index + 1) % kInATransaction == 0) RETURN_IF_ERROR(log_.Execute("COMMIT"));
    }
    if (wanted_.entries % kInATransaction != 0) RETURN_IF_ERROR(log_.Execute("COMMIT"));
    std::unordered_set<Chain*> all;
    for (ledger::NamedChain& named : chains_)
      if (named.chain.last_number > 0) all.insert(&named.chain);
    RETURN_IF_ERROR(log_.Execute("BEGIN IMMEDIATE"));
    RETURN_IF_ERROR(ledger::WriteHeads(log_, all, wanted_.entries));
    return log_.Execute("COMMIT");
  }

 private:
  Status MakeChains() {
    RETURN_IF_ERROR(log_.Execute("BEGIN IMMEDIATE"));
    for (std::uint64_t i = 0; i <= kOtherDossiers; ++i) {
      const DossierId dossier = i == 0 ? wanted_.dossier : DossierId::New(random_);
      ASSIGN_OR_RETURN(Chain chain,
                       ledger::MakeChain(log_, audit::Subject::kDossier, dossier.bytes(), random_));
      chains_.push_back({audit::Subject::kDossier, dossier.bytes(), std::move(chain)});
    }
    return log_.Execute("COMMIT");
  }

  Status Append(ledger::NamedChain& named, std::uint64_t index) {
    Chain& chain = named.chain;
    details_.subject_id = named.subject_id;
    details_.number = chain.last_number + 1;
    details_.time_ms = first_ms_ + static_cast<std::int64_t>(index);
    const ledger::NewEntry entry{.index = index,
                                 .number = details_.number,
                                 .previous = chain.last_index,
                                 .details = audit::Encode(details_),
                                 .blind = random_.Next<32>(),
                                 .owed = details_.telling};
    ASSIGN_OR_RETURN(const Hash leaf, ledger::WriteEntry(log_, chain, entry, random_));
    Status nodes;
    tree_.Append(leaf, [&](int level, std::uint64_t at, const Hash& hash) {
      if (nodes && level > 0 && level % ledger::kNodeLevels == 0)
        nodes = ledger::WriteNode(log_, level, at, hash);
    });
    chain.last_number = entry.number;
    chain.last_index = index;
    return nodes;
  }

  storage::Connection& log_;
  const LongLog& wanted_;
  const std::int64_t first_ms_;
  Random& random_;
  audit::Details details_;
  audit::Tree tree_;
  std::vector<ledger::NamedChain> chains_;  // the first is the one that is looked at
};

}  // namespace

Status WriteLongLog(storage::Connection& log, const LongLog& wanted, Instant until,
                    Random& random) {
  return Writer(log, wanted, until, random).Run();
}

}  // namespace relais::bench
