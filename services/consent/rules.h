// What a consent must be before it is stored: complete, limited, and about somebody who exists.
// Pure but for the look-ups of the directory. An unset end, grantee, compartment, action or purpose is
// an error, never "all".
#pragma once

#include "relais/v1/consents.pb.h"
#include "services/consent/proposals.h"
#include "services/consent/repository.h"
#include "services/directory/catalogue.h"
#include "services/directory/repository.h"

namespace relais::consent {

// What opens ends within a year, what closes within five.
inline constexpr std::chrono::days kLongestAllowed{366}, kLongestExclusion{5 * 365 + 2};
// What somebody says in the person's place, and how long they may when professionals alone say that they may.
inline constexpr std::chrono::days kLongestRepresented{90};
inline constexpr std::size_t kMostDocument = 120;         // bytes
inline constexpr int kMostChoices = 10, kMostCells = 60;  // at once: an entry names each of them

using Choices = google::protobuf::RepeatedPtrField<v1::ConsentChoice>;

// The cells that open something; ids are not set, and a start at the epoch is "from the yes on".
Result<std::vector<access::ConsentCell>> CellsOf(const Choices& choices,
                                                 const directory::Catalogue& catalogue,
                                                 Instant now);
// The cell that closes something, with the same start.
Result<access::ConsentCell> ExclusionOf(const v1::Consent& exclusion, Instant now);
// kInvalid when the professional, house or profession does not exist.
Status CheckGrantee(storage::Connection& vault, const access::Policy& policy,
                    const access::ConsentCell& cell);
Status CheckLanguage(std::string_view language);

// Whether they may send a code and the word, or a passkey's signature: the person, and whoever proposed it. In
// custody nobody: a phone there is not the person's own.
bool MayConfirmByPhone(const Proposal& proposal, const Caller& caller);
// What may be opened while the person cannot answer: EXIT and EMERGENCY, to be read, for three days; or mandates
// and nothing else, which let nobody read.
Status CheckUnable(const std::vector<access::ConsentCell>& cells, Instant now);
// Whether this professional may be the second one then; of mandates, as a witness.
bool MaySecond(const Proposal& proposal, const Caller& colleague,
               const std::vector<access::ConsentCell>& cells);
// Whether the cell lets somebody say yes in the person's place.
bool IsMandate(const access::ConsentCell& cell);
// kInvalid outside the years 1 to 9999.
Result<Instant> InstantOf(const google::protobuf::Timestamp& time, const char* field);
// Whether the cell asks somebody to take over: what stands beside it in a text waits for their yes.
bool IsAsked(const access::ConsentCell& cell);
// Leaves of a text's cells what holds from the person's yes on; and what holds from theirs on.
void KeepWhatHolds(std::vector<access::ConsentCell>& cells);
void KeepWhatWaits(std::vector<access::ConsentCell>& cells);
// What may be opened by whoever represents the person: to professionals, for 90 days.
Status CheckRepresented(const std::vector<access::ConsentCell>& cells, Instant now);
// Whether they may say what stands on paper: a professional who belongs neither to the house that proposed it nor
// to any of the `houses` that it opens something to; in custody, from outside.
bool MayWitness(const Proposal& proposal, const Caller& witness,
                const std::vector<OrganisationId>& houses);
// What is closed to this professional: by the person, and by a death unless that is left out.
enum class Death { kCounts, kLeftOut };
Result<CompartmentSet> ClosedTo(storage::Connection& vault, const DossierId& dossier,
                                const Caller& caller, Instant now, Death death = Death::kCounts);
// Whether that is anything: who then says nothing in the person's place either.
Result<bool> IsShutOut(storage::Connection& vault, const DossierId& dossier, const Caller& caller,
                       Instant now);
// The house that a cell opens something to, or whose unit or professional; zero when there is none any more.
Result<OrganisationId> HouseOf(storage::Connection& vault, const access::ConsentCell& cell);
// Takes back what opens something to this house, its units and its people; zero: to anybody.
Status RevokeAllWith(storage::Connection& vault, const DossierId& dossier,
                     const OrganisationId& house, Instant at);
// Everybody of the house or unit that a cell names.
Result<std::vector<directory::Professional>> MembersOf(storage::Connection& vault,
                                                       const access::ConsentCell& cell);
// The same of many, without those that there are none of.
Result<std::vector<OrganisationId>> HousesOf(storage::Connection& vault,
                                             const std::vector<access::ConsentCell>& cells);

}  // namespace relais::consent
