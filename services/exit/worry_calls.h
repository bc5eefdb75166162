// Requests to be called back about a person, as stored, and where each stands. What there is to say is said by phone: here is
// a code, by when, and a number. The only SQL over this table.
#pragma once

#include "relais/v1/worry_calls.pb.h"
#include "services/base/caller.h"
#include "services/base/clock.h"
#include "services/storage/schema.h"

namespace relais::exit {

extern const storage::Migration kWorryCallsMigration;

// So long a colleague may take to confirm one; so long the person is not told where that endangers somebody; and so long it is
// kept, for them to read.
inline constexpr std::chrono::hours kConfirms{1};
inline constexpr std::chrono::days kSilent{23}, kWorryCallKept{30};

struct WorryCall {
  WorryCallId id;
  DossierId dossier;  // zero: nobody's that the caller's team has shown to work with
  OrganisationId house;
  Array<16> team{};  // of whoever raised it
  ProfessionalId raised_by;
  v1::WorryCall::About about = v1::WorryCall::ABOUT_UNSPECIFIED;
  v1::WorryCall::By by = v1::WorryCall::BY_UNSPECIFIED;
  std::string phone;
  OrganisationId to_house;
  UnitId to_unit;             // zero: all of the house
  OrganisationId then_house;  // zero: none
  v1::WorryCall::Without without = v1::WorryCall::WITHOUT_UNSPECIFIED;
  bool telling_endangers = false;  // or asking would
  Instant created{};
  // When the person agreed, or a colleague confirmed it; unset: it has not left.
  std::optional<Instant> sent;
  // When the person is to be told; unset: not before it leaves, or of nobody, or they know.
  std::optional<Instant> tell;
  // When it was taken up, or taken back; and who took it up: zero, nobody.
  std::optional<Instant> ended;
  ProfessionalId taken_by;
};

Status AddWorryCall(storage::Connection& vault, const WorryCall& call);
// Stores sent, tell, ended and taken_by.
Status UpdateWorryCall(storage::Connection& vault, const WorryCall& call);
Result<std::optional<WorryCall>> FindWorryCall(storage::Connection& vault, const WorryCallId& id);
// Newest first, of those that are kept.
Result<std::vector<WorryCall>> WorryCallsOf(storage::Connection& vault, const Array<16>& team,
                                            Instant now, int limit);
// Asked of this house, or next of it, and neither taken up nor taken back: the most urgent first, of those the oldest.
Result<std::vector<WorryCall>> WorryCallsTo(storage::Connection& vault, const OrganisationId& house,
                                            Instant now, int limit);
Result<std::vector<WorryCall>> WorryCallsAbout(storage::Connection& vault, const DossierId& dossier,
                                               Instant now, int limit);
// Those of which the person is to be told by now, the oldest first.
Result<std::vector<WorryCall>> WorryCallsToTell(storage::Connection& vault, Instant now, int limit);
// Whether any is kept no longer; deletes them. What the person is still to be told of stays.
Result<bool> AreWorryCallsOver(storage::Connection& vault, Instant now);
Status DeleteWorryCalls(storage::Connection& vault, Instant now);

v1::WorryCall::State StateOf(const WorryCall& call, Instant now);
// When it goes on to the next, or can be confirmed no more; nullopt: it does not.
std::optional<Instant> NextOf(const WorryCall& call, Instant now);
// Whether the caller's house or unit is asked by now, and can take it up: never who raised it.
bool IsAskedOf(const WorryCall& call, const Caller& caller, Instant now);
// Whether the person was told, or agreed, of one about them.
bool IsKnown(const WorryCall& call);
// Whether somebody still has to do something about it.
bool Waits(v1::WorryCall::State state);

// Whether this team asked for one about the person that nobody has taken up, and that may be spoken of beside them.
Result<bool> WaitsForAnAnswer(storage::Connection& vault, const DossierId& dossier,
                              const Array<16>& team, Instant now);

}  // namespace relais::exit
