#include "services/consent/drafting.h"

#include <algorithm>
#include <map>

#include "services/directory/repository.h"
#include "services/directory/service.h"

namespace relais::consent {
namespace {

using access::ConsentCell;

constexpr std::size_t kMostText = 16 * 1024;

// Of those whom a cell is about, a profession that reports to a judge: the text says so.
Result<std::string> Judged(storage::Connection& vault, const directory::Catalogue& catalogue,
                           const ConsentCell& cell) {
  const auto reports = [&](const std::string& profession) {
    return catalogue.labels().contains("consent.reports." + profession);
  };
  if (!cell.profession.empty()) return reports(cell.profession) ? cell.profession : std::string();
  if (cell.grantee_kind == access::GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, ProfessionalId(cell.grantee)));
    return who && reports(who->profession) ? who->profession : std::string();
  }
  ASSIGN_OR_RETURN(const auto members, MembersOf(vault, cell));
  for (const directory::Professional& member : members) {
    if (reports(member.profession)) return member.profession;
  }
  return std::string();
}

// Whoever the person is asked to trust gets an id here; who has one is called as before.
using Trusted = std::map<Array<16>, v1::TrustedPerson>;
Result<Trusted> NameTrusted(Choices& choices, const rpc::Reading& reading, Random& random) {
  Trusted out;
  for (v1::ConsentChoice& choice : choices) {
    if (!choice.consent().grantee().has_trusted_person()) continue;
    v1::TrustedPerson& who = *choice.mutable_consent()->mutable_grantee()->mutable_trusted_person();
    // An id tells whose file it is, and the name; a desk names whom the person names to it.
    const bool desk = reading.permit.caller().kind == CallerKind::kProfessional;
    if (!who.id().empty() && who.has_mandate())
      return Fail(Reason::kInvalid, "expected a name: a mandate is of somebody new",
                  "grantee.trusted_person.id");
    if (desk && !who.id().empty())
      return Fail(Reason::kInvalid, "expected a name: the person alone proposes by an id",
                  "grantee.trusted_person.id");
    if (who.id().empty()) {
      RETURN_IF_ERROR(directory::CheckName(who.name(), "grantee.trusted_person.name"));
      who.set_id(TrustedPersonId::New(random).Text());
    } else {
      ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(who.id()));
      ASSIGN_OR_RETURN(const auto known, identity::FindTrustedPerson(reading.vault, id));
      // Somebody whom professionals brought has a passkey that they handed over.
      const bool brought = known && !known->seen_by.IsZero();
      if (!known || brought || known->dossier != reading.permit.request().dossier)
        return Fail(Reason::kInvalid, "this file has no such trusted person",
                    "grantee.trusted_person.id");
      who.set_name(known->name);
    }
    ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(who.id()));
    out[id.bytes()] = who;
  }
  return out;
}

// How the text calls whom a cell is about.
Result<std::string> Whom(storage::Connection& vault, const directory::Catalogue& catalogue,
                         const ConsentCell& cell, const Trusted& trusted,
                         const std::string& language) {
  if (cell.grantee_kind == access::GranteeKind::kTrustedPerson)
    return trusted.at(cell.grantee).name();
  if (cell.grantee_kind == access::GranteeKind::kProfessional) {
    ASSIGN_OR_RETURN(const auto who, directory::FindCaller(vault, ProfessionalId(cell.grantee)));
    if (!who) return std::string();
    return who->name + " (" + catalogue.Text("profession." + who->profession, language) + ", " +
           who->organisation_name + ")";
  }
  ASSIGN_OR_RETURN(const OrganisationId id, HouseOf(vault, cell));
  ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(vault, id));
  const std::string name = house ? house->name : std::string();
  if (cell.grantee_kind == access::GranteeKind::kUnit) {
    ASSIGN_OR_RETURN(const auto unit, directory::FindUnit(vault, UnitId(cell.grantee)));
    return name + " (" + (unit ? unit->name : std::string()) + ")";
  }
  if (cell.profession.empty()) return name;
  return name + " (" + catalogue.Text("profession." + cell.profession, language) + ")";
}

// Who says yes when the person cannot, and to what then.
Status CheckWhoAnswers(const v1::ProposeConsentRequest& request, const Caller& caller,
                       const std::vector<ConsentCell>& cells, const Trusted& trusted, Instant now) {
  // What a court decided, and who is a relative, two professionals see; the person says whom they name.
  const auto others = [](const auto& one) {
    return one.second.has_mandate() && one.second.mandate().kind() != v1::MANDATE_KIND_DESIGNATED;
  };
  if (!request.unable() && std::ranges::any_of(trusted, others))
    return Fail(Reason::kInvalid, "expected DESIGNATED; the others are seen by two professionals",
                "grantee.trusted_person.mandate.kind");
  if (!request.unable() && !request.represented()) return {};
  if (caller.kind != CallerKind::kProfessional)
    return Fail(Reason::kInvalid, "you can answer for yourself", "unable");
  if (request.unable() && request.represented())
    return Fail(Reason::kInvalid, "expected either: two professionals, or who has a mandate",
                "represented");
  if (request.represented()) return CheckRepresented(cells, now);
  const bool named = std::ranges::any_of(trusted, [](const auto& one) {
    return one.second.mandate().kind() == v1::MANDATE_KIND_DESIGNATED;
  });
  if (named)
    return Fail(Reason::kInvalid, "whom the person names, the person agrees to",
                "grantee.trusted_person.mandate.kind");
  return CheckUnable(cells, now);
}

}  // namespace

Result<Proposal> Drafted(const v1::ProposeConsentRequest& request, const rpc::Reading& reading,
                         const directory::Catalogue& catalogue, Random& random,
                         std::optional<Line> asked) {
  const Caller& caller = reading.permit.caller();
  RETURN_IF_ERROR(CheckLanguage(request.language()));
  if (caller.kind == CallerKind::kTrustedPerson)
    return Fail(Reason::kWrongState, "a professional proposes it; then you say yes or no");
  if (!v1::LegalBasis_IsValid(request.legal_basis()) ||
      request.legal_basis() == v1::LEGAL_BASIS_UNSPECIFIED)
    return Fail(Reason::kInvalid, "expected CARE, CONSENT or VITAL_INTERESTS", "legal_basis");
  Choices choices = request.choices();
  ASSIGN_OR_RETURN(const Trusted trusted, NameTrusted(choices, reading, random));
  ASSIGN_OR_RETURN(const auto cells, CellsOf(choices, catalogue, reading.now));
  const bool desk = caller.kind == CallerKind::kProfessional;
  // Who has taken the phone, and then the word, must not put themselves beside the person for good.
  if (!trusted.empty() && caller.assurance < Assurance::kPasskey)
    return Fail(Reason::kWrongState,
                "to trust somebody takes a passkey; without one, the desk can do it with you");
  RETURN_IF_ERROR(CheckWhoAnswers(request, caller, cells, trusted, reading.now));
  Proposal out{.id = ProposalId::New(random),
               .dossier = reading.permit.request().dossier,
               .language = request.language(),
               .text_version = catalogue.hash(),
               .legal_basis = static_cast<std::uint8_t>(request.legal_basis()),
               .proposer = desk ? ProfessionalId(caller.id) : ProfessionalId(),
               .house = caller.organisation,
               .team = caller.team(),
               .unable = request.unable(),
               .represented = request.represented(),
               .custody = caller.InPrison()};
  // What opens a prison something is agreed to as in custody, whoever proposes it.
  ASSIGN_OR_RETURN(const auto houses, HousesOf(reading.vault, cells));
  for (const OrganisationId& house : houses) {
    ASSIGN_OR_RETURN(const auto found, directory::FindOrganisation(reading.vault, house));
    out.custody = out.custody || (found && found->IsPrison());
  }
  const bool mandates = request.unable() && !trusted.empty();
  if (out.custody && (out.represented || mandates))
    return Fail(Reason::kInvalid,
                "in custody the person answers, on paper, and nobody in their place",
                "represented");
  std::vector<Line> lines;
  if (asked) {
    ASSIGN_OR_RETURN(const OrganisationId whose, HouseOf(reading.vault, asked->cell));
    for (const ConsentCell& cell : cells) {
      ASSIGN_OR_RETURN(const OrganisationId house, HouseOf(reading.vault, cell));
      if (house != whose)
        return Fail(Reason::kInvalid,
                    "expected what the house that is asked may see, and nobody else", "choices");
    }
    ASSIGN_OR_RETURN(asked->whom,
                     Whom(reading.vault, catalogue, asked->cell, trusted, out.language));
    lines.push_back(*std::move(asked));
  }
  for (const ConsentCell& cell : cells) {
    if (cell.grantee_kind != access::GranteeKind::kTrustedPerson)
      RETURN_IF_ERROR(CheckGrantee(reading.vault, reading.permit.policy(), cell));
    ASSIGN_OR_RETURN(std::string whom, Whom(reading.vault, catalogue, cell, trusted, out.language));
    ASSIGN_OR_RETURN(std::string judged, Judged(reading.vault, catalogue, cell));
    lines.push_back({cell, std::move(whom), std::move(judged)});
    if (!IsMandate(cell)) continue;
    const v1::Mandate& mandate = trusted.at(cell.grantee).mandate();
    lines.back().mandate = static_cast<std::uint8_t>(mandate.kind());
    lines.back().document = mandate.document();
  }
  out.statement = StatementOf({out.id, out.language, std::move(lines), out.custody, out.unable,
                               out.represented, catalogue});
  if (out.statement.size() > kMostText)
    return Fail(Reason::kInvalid, "this text is too long to be read aloud: propose less at once",
                "choices");
  return out;
}

}  // namespace relais::consent
