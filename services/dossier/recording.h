// Writing into a dossier, under a permit, on the writer's thread: the one place where records are
// made and replaced.
#pragma once

#include "services/dossier/content.h"
#include "services/dossier/repository.h"

namespace relais::dossier {

// Of one compartment of one dossier: a whole read stays under what our clients take, 16 MiB.
inline constexpr std::int64_t kMostRecords = 500;
inline constexpr std::int64_t kMostAnswers = 100;
// Every version is kept, so their number has an end.
inline constexpr std::uint32_t kMostVersions = 1000;

class Recording {
 public:
  Recording(const keys::Keystore& keystore, Random& random, const access::Permit& permit,
            storage::Connection& vault, Instant at)
      : keystore_(keystore), random_(random), permit_(permit), vault_(vault), at_(at) {}

  // The record as it stands, whoever recorded it, with its origin: for what is recorded beside it. kInvalid
  // when the dossier has none of this id in this compartment.
  struct Whole {
    v1::GetDossierResponse part;
    CompartmentSet tells_of;  // see Content::Mask
  };
  Result<ledger::Sealed<Whole>> Current(Compartment compartment, const RecordId& id) const;
  // Version 1 of a new record. `part` is a response with the one record in it, its output-only
  // fields set but for id and time. kWrongState when the dossier is full. `beside_tells`: what that tells of
  // beside which it stands, and by which it would be found out.
  Status Add(const DossierId& dossier, Compartment compartment, const RecordId& id,
             v1::GetDossierResponse part, CompartmentSet beside_tells = {}) const;
  // Changes a step by `change` (Status(v1::Step&)), which sees the stored one. kInvalid when the
  // dossier has no such step in this compartment, kChanged when its version is not `version`.
  template <class F>
  Result<std::uint32_t> Replace(Compartment compartment, const RecordId& id, std::uint32_t version,
                                F change) const;

 private:
  // The time of the entry, which every version carries as its own.
  google::protobuf::Timestamp Now() const;
  // The one record.
  template <class T>
  Result<ledger::Sealed<T>> Opened(ledger::StoredRecords record,
                                   Result<T> (*parse)(const Content&)) const;
  Result<ledger::Sealed<v1::GetDossierResponse>> Read(Compartment compartment, const RecordId& id,
                                                      std::uint32_t version) const;
  Status Store(Compartment compartment, const RecordId& id, std::uint32_t version,
               const v1::GetDossierResponse& part) const;

  const keys::Keystore& keystore_;
  Random& random_;
  const access::Permit& permit_;
  storage::Connection& vault_;
  Instant at_;
};

template <class F>
Result<std::uint32_t> Recording::Replace(Compartment compartment, const RecordId& id,
                                         std::uint32_t version, F change) const {
  ASSIGN_OR_RETURN(auto stored, Read(compartment, id, version));
  if (version >= kMostVersions)
    return Fail(Reason::kWrongState, "this step was changed too often; record a new one");
  const std::uint32_t next = version + 1;
  // What is read here goes nowhere but into its own next version; only an error comes out.
  ASSIGN_OR_RETURN(const auto done,
                   std::move(stored).TryMap([&](v1::GetDossierResponse part) -> Result<bool> {
                     if (part.steps_size() != 1)
                       return Fail(Reason::kInvalid, "only a step can be changed", "step_id");
                     RETURN_IF_ERROR(change(*part.mutable_steps(0)));
                     part.mutable_steps(0)->set_version(next);
                     *part.mutable_steps(0)->mutable_record_time() = Now();
                     RETURN_IF_ERROR(Store(compartment, id, next, part));
                     return true;
                   }));
  (void)done;
  return next;
}

}  // namespace relais::dossier
