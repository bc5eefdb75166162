#include "services/dossier/recording.h"

#include <google/protobuf/util/time_util.h>

namespace relais::dossier {

google::protobuf::Timestamp Recording::Now() const {
  return google::protobuf::util::TimeUtil::MillisecondsToTimestamp(ToMillis(at_));
}

Status Recording::Add(const DossierId& dossier, Compartment compartment, const RecordId& id,
                      v1::GetDossierResponse part, CompartmentSet beside_tells) const {
  const bool opening =
      permit_.request().action == Action::kOpen && compartment == Compartment::kIdentity;
  const bool answering = permit_.caller().kind == CallerKind::kPerson;
  if (!opening && !answering && !permit_.granted().Has(compartment))
    return Fail(Reason::kInternal, "a record outside the permit was about to be written");
  // Counted in the one compartment: a count over the file would tell how much of it the caller may
  // not see (P3). The person has room of their own, so that nobody can take their voice away by
  // filling it; nor that they left from being written down.
  const bool more = answering || !part.departures().empty();
  ASSIGN_OR_RETURN(const auto count,
                   CountRecords(vault_, dossier, compartment, ViewerOf(permit_.caller())));
  if (count >= kMostRecords + (more ? kMostAnswers : 0))
    return Fail(Reason::kWrongState,
                "there is no room for more facts of this kind; ask the help line");
  const auto now = Now();
  for (auto& step : *part.mutable_steps()) {
    step.set_id(id.Text());
    step.set_version(1);
    *step.mutable_record_time() = now;
  }
  const auto stamp = [&](auto& records) {
    for (auto& record : records) {
      record.set_id(id.Text());
      *record.mutable_record_time() = now;
    }
  };
  stamp(*part.mutable_own_words());
  stamp(*part.mutable_counter_statements());
  stamp(*part.mutable_exits());
  stamp(*part.mutable_exit_dates());
  stamp(*part.mutable_exit_answers());
  stamp(*part.mutable_departures());
  stamp(*part.mutable_readmissions());
  stamp(*part.mutable_exit_owners());
  stamp(*part.mutable_exit_conditions());
  ASSIGN_OR_RETURN(const auto keys, keys::CompartmentKeys::Load(vault_, keystore_, dossier));
  ASSIGN_OR_RETURN(const auto envelope, keys.For(compartment));
  return AddRecord(
      vault_, envelope, random_, {dossier, compartment, id, 1},
      EncodeContent(part, id.Text(), 1, permit_.caller(), permit_.TellsOf() | beside_tells));
}

template <class T>
Result<ledger::Sealed<T>> Recording::Opened(ledger::StoredRecords record,
                                            Result<T> (*parse)(const Content&)) const {
  ASSIGN_OR_RETURN(const auto keys,
                   keys::CompartmentKeys::Load(vault_, keystore_, permit_.request().dossier));
  ASSIGN_OR_RETURN(auto open, ledger::Disclose(permit_, keys, std::move(record)));
  return std::move(open).TryMap([parse](const ledger::OpenRecords& records) -> Result<T> {
    ASSIGN_OR_RETURN(const Content content, DecodeContent(records.rows.front().content));
    return parse(content);
  });
}

Result<ledger::Sealed<v1::GetDossierResponse>> Recording::Read(Compartment compartment,
                                                               const RecordId& id,
                                                               std::uint32_t version) const {
  ASSIGN_OR_RETURN(auto record, FindRecord(vault_, permit_.request().dossier, compartment, id,
                                           ViewerOf(permit_.caller())));
  if (record.rows().empty())
    return Fail(Reason::kInvalid, "there is no such step of this kind here", "step_id");
  if (record.rows().front().version != version)
    return Fail(Reason::kChanged, "somebody changed it meanwhile: read it again, then decide");
  return Opened(std::move(record), ParseFact);
}

Result<ledger::Sealed<Recording::Whole>> Recording::Current(Compartment compartment,
                                                            const RecordId& id) const {
  ASSIGN_OR_RETURN(auto record, FindRecord(vault_, permit_.request().dossier, compartment, id,
                                           ViewerOf(permit_.caller())));
  if (record.rows().empty())
    return Fail(Reason::kInvalid, "the file has nothing of this kind under this id");
  return Opened<Whole>(std::move(record), [](const Content& content) -> Result<Whole> {
    ASSIGN_OR_RETURN(auto part, ParseWhole(content));
    return Whole{std::move(part), TellsOf(content)};
  });
}

Status Recording::Store(Compartment compartment, const RecordId& id, std::uint32_t version,
                        const v1::GetDossierResponse& part) const {
  const DossierId& dossier = permit_.request().dossier;
  ASSIGN_OR_RETURN(const auto keys, keys::CompartmentKeys::Load(vault_, keystore_, dossier));
  ASSIGN_OR_RETURN(const auto envelope, keys.For(compartment));
  return ReplaceRecord(
      vault_, envelope, random_, {dossier, compartment, id, version},
      EncodeContent(part, id.Text(), version, permit_.caller(), permit_.TellsOf()));
}

}  // namespace relais::dossier
