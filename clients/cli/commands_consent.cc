#include "clients/cli/commands_consent.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "clients/cli/chosen_word.h"
#include "clients/cli/consent_text.h"
#include "clients/cli/days.h"
#include "clients/cli/dossier_reading.h"
#include "clients/cli/names.h"
#include "clients/cli/new_file.h"
#include "clients/cli/own_consents.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/qr.h"
#include "clients/cli/render_consents.h"
#include "crypto/hash.h"

namespace relais::cli {
namespace {

Result<v1::PreviewConsentResponse> Preview(Session& session, const GrantOptions& options) {
  v1::PreviewConsentRequest request;
  ASSIGN_OR_RETURN(*request.mutable_choices(), ReadChoices(options, session.now(), session.say));
  return session.api().Call(request);
}

Result<v1::ProposeConsentResponse> Propose(Session& session, const GrantOptions& options,
                                           bool send_code) {
  v1::ProposeConsentRequest request;
  ASSIGN_OR_RETURN(*request.mutable_choices(), ReadChoices(options, session.now(), session.say));
  const bool desk = !options.dossier.empty();
  if (desk) {
    ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  }
  request.set_unable(options.unable);
  request.set_represented(options.represented);
  const bool vital = options.unable && options.mandate.empty();
  request.set_legal_basis(vital  ? v1::LEGAL_BASIS_VITAL_INTERESTS
                          : desk ? v1::LEGAL_BASIS_CARE
                                 : v1::LEGAL_BASIS_CONSENT);
  request.set_language(std::string(Code(session.say.language())));
  request.set_send_code(send_code);
  request.set_request_id(session.RequestId());
  return session.api().Call(request);
}

// `houses`: all that is agreed with them is taken back together; none: by the ids.
Status Confirm(Session& session, v1::ConfirmConsentRequest& request,
               const std::vector<std::string>& houses = {}) {
  // Each its own intent, and the same one when the command is repeated.
  request.set_request_id(
      ToHex(View(Sha256({session.RequestId(), request.proposal_id()})).substr(0, 16)));
  const auto confirmed = session.api().Call(request);
  if (!confirmed && confirmed.error().reason == Reason::kWrongState)
    return session.say.Failed(Say::kNotConfirmed);
  if (!confirmed) return tl::unexpected<Error>(confirmed.error());
  if (session.json()) {
    session.PrintJson(*confirmed);
    return {};
  }
  const std::vector<std::string> ids(confirmed->consent_ids().begin(),
                                     confirmed->consent_ids().end());
  const std::string back = houses.size() == 1 ? "--house " + houses.front() : Join(ids, " ");
  session.out() << session.say(Say::kGranted, Clean(back)) << '\n';
  for (const std::string& id : confirmed->trusted_person_ids())
    session.out() << session.say(Say::kInviteTrusted,
                                 Clean(id) + (request.has_colleague() ? " --mandated" : ""))
                  << '\n';
  return {};
}

bool IsYes(const std::string& answer) {
  const std::string word = Fold(Trim(answer));
  for (const char* yes : {"y", "yes", "o", "oui", "j", "ja"}) {
    if (word == yes) return true;
  }
  return false;
}

// Whoever confirms for somebody reads what the server holds, and says that it is what stands on the paper: an
// id could be printed below another text. Its hash.
Result<Bytes> CompareText(Session& session, const ConfirmOptions& options) {
  v1::GetProposalRequest get;
  get.set_proposal_id(options.proposal);
  const auto proposal = session.api().Call(get);
  if (!proposal && proposal.error().reason == Reason::kWrongState)
    return session.say.Failed(Say::kNotConfirmed);
  if (!proposal) return tl::unexpected<Error>(proposal.error());
  ShowText(session, proposal->text());
  if (!options.same_text && !session.console().CanAsk())
    return session.say.Wrong(Say::kSameTextNeeded);
  if (!options.same_text && !IsYes(session.console().Ask(session.say(
                                options.colleague ? Say::kAskSecond : Say::kAskSameText))))
    return session.say.Failed(Say::kGrantNot);
  return Bytes(View(Sha256({proposal->text()})));
}

// Typing the code is the yes; nothing typed is a no.
Status ConfirmByCode(Session& session, const std::string& proposal, const std::string& word_file,
                     const std::vector<std::string>& houses = {}) {
  v1::ConfirmConsentRequest request;
  request.set_proposal_id(proposal);
  v1::CodeAndWord& yes = *request.mutable_code_and_word();
  yes.set_code(Trim(session.console().Ask(session.say(Say::kAskYes))));
  if (yes.code().empty()) return session.say.Failed(Say::kGrantNot);
  ASSIGN_OR_RETURN(*yes.mutable_chosen_word(), AskChosenWord(session, word_file));
  return Confirm(session, request, houses);
}

using Ids = std::set<std::string>;

// `of_house`: its professionals and units.
bool IsFor(const v1::Grantee& grantee, const std::string& house, const Ids& of_house) {
  return grantee.organisation_id() == house || grantee.profession_in().organisation_id() == house ||
         of_house.contains(grantee.professional_id()) || of_house.contains(grantee.unit_id());
}

Result<Ids> AllOf(Session& session, const std::string& house) {
  Ids out;
  if (house.empty()) return out;
  RETURN_IF_ERROR(EachProfessionalPage(session.api(), house, [&](const auto& page) {
    for (const auto& one : page.professionals()) out.insert(one.id());
  }));
  RETURN_IF_ERROR(EachUnitPage(session.api(), house, [&](const auto& page) {
    for (const auto& one : page.units()) out.insert(one.id());
  }));
  return out;
}

// The ids named, whole or by their beginnings, and all that hold for the house named.
Result<std::vector<std::string>> ToRevoke(Session& session, const RevokeOptions& options) {
  const auto whole = [](const std::string& id) { return IsWholeId(id, "con_"); };
  if (options.house.empty() && std::ranges::all_of(options.consents, whole))
    return options.consents;
  ASSIGN_OR_RETURN(const auto pages, AllConsents(session));
  ASSIGN_OR_RETURN(const Ids of_house, AllOf(session, options.house));
  std::vector<std::string> ids;
  for (const std::string& given : options.consents) {
    ASSIGN_OR_RETURN(const auto id, ConsentIds(pages).Resolve(given, Say::kConsentNone,
                                                              Say::kConsentMany, session.say));
    ids.push_back(id);
  }
  for (const auto& page : pages) {
    for (const v1::Consent& consent : page.consents()) {
      // Whether one has ended is not for this device's clock to say: taking it back does no harm.
      const bool open = !consent.has_revoke_time() && consent.effect() == v1::Consent::EFFECT_ALLOW;
      if (!options.house.empty() && open && IsFor(consent.grantee(), options.house, of_house))
        ids.push_back(consent.id());
    }
  }
  if (ids.empty()) return session.say.Failed(Say::kConsentsNone);
  return ids;
}

// The desk is not told whether there was anything.
Status RevokeAtDesk(Session& session, const RevokeOptions& options) {
  v1::RevokeConsentRequest request;
  ASSIGN_OR_RETURN(*request.mutable_at_desk(),
                   AskAtDesk(session, options.card, options.chosen_word_file));
  request.set_organisation_id(options.house);
  request.set_request_id(session.RequestId());
  const auto response = session.api().Call(request);
  if (!response && response.error().reason == Reason::kWrongState)
    return session.say.Failed(Say::kWrongWord);
  if (!response) return tl::unexpected<Error>(response.error());
  if (session.json())
    session.PrintJson(*response);
  else
    session.out() << session.say(Say::kRevokedAtDesk) << '\n';
  return {};
}

}  // namespace

Status RunConsentList(Session& session) {
  ASSIGN_OR_RETURN(const auto pages, AllConsents(session));
  const ShortIds ids = ConsentIds(pages);
  const Paint paint(session.console().Colours());
  Names names(session);
  bool any = false;
  for (const auto& page : pages) {
    if (session.json()) session.PrintJson(page);
    for (const auto& consent : page.consents()) {
      any = true;
      if (session.json()) continue;
      RenderConsent(session.out(), consent, ids.Of(consent.id()), names.Of(consent.grantee()),
                    session.now(), session.Catalogue(), session.say, paint);
    }
  }
  if (!any && !session.json()) session.out() << session.say(Say::kConsentsNone) << '\n';
  return {};
}

Status RunConsentGrant(Session& session, const GrantOptions& options) {
  if (options.dossier.empty() && !IsForTrusted(options)) {
    ASSIGN_OR_RETURN(const auto preview, Preview(session, options));
    RenderPreview(Aside(session), preview, session.Catalogue(), session.say);
  }
  ASSIGN_OR_RETURN(const auto proposed, Propose(session, options, true));
  ShowText(session, proposed.text());
  session.console().err() << session.say(Say::kLoginCodeSent) << std::endl;
  return ConfirmByCode(session, proposed.proposal_id(), options.chosen_word_file, options.houses);
}

Status RunConsentPropose(Session& session, const GrantOptions& options) {
  ASSIGN_OR_RETURN(const auto proposed, Propose(session, options, false));
  if (session.json()) {
    session.PrintJson(proposed);
    return {};
  }
  ShowText(session, proposed.text());
  session.out() << session.say(options.unable        ? Say::kProposedUnable
                               : options.represented ? Say::kProposedRepresented
                                                     : Say::kProposed,
                               proposed.proposal_id(),
                               SayMoment(proposed.expire_time(), session.say))
                << '\n';
  return {};
}

Status RunConsentConfirm(Session& session, const ConfirmOptions& options) {
  if (options.paper.empty() && !options.colleague)
    return ConfirmByCode(session, options.proposal, options.chosen_word_file);
  v1::ConfirmConsentRequest request;
  request.set_proposal_id(options.proposal);
  request.set_interpreter_id(options.interpreter);
  ASSIGN_OR_RETURN(*request.mutable_text_hash(), CompareText(session, options));
  if (options.colleague) {
    request.mutable_colleague();
    return Confirm(session, request);
  }
  v1::PaperYes& paper = *request.mutable_paper();
  paper.set_form(options.paper == "signature" ? v1::PaperYes::FORM_SIGNATURE
                 : options.paper == "mark"    ? v1::PaperYes::FORM_MARK
                                              : v1::PaperYes::FORM_SPOKEN);
  paper.set_read_aloud(options.read_aloud);
  return Confirm(session, request);
}

Status RunConsentReceipt(Session& session, const ReceiptOptions& options) {
  const Speech& say = session.say;
  if (!options.force && std::filesystem::exists(options.file))
    return say.Wrong(Say::kExportExists, options.file);
  v1::GetConsentReceiptRequest request;
  request.set_consent_id(options.consent);
  if (!IsWholeId(options.consent, "con_")) {
    ASSIGN_OR_RETURN(const auto pages, AllConsents(session));
    ASSIGN_OR_RETURN(
        *request.mutable_consent_id(),
        ConsentIds(pages).Resolve(options.consent, Say::kConsentNone, Say::kConsentMany, say));
  }
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(options.file, say));
  RETURN_IF_ERROR(file.Write(response.receipt() + "\n", say));
  RETURN_IF_ERROR(std::move(file).Finish(say));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  // For paper: the text, and its hash, which the log's entry and the signed file hold too.
  const std::string hash = ToHex(View(Sha256({response.text()})));
  ShowText(session, response.text());
  session.out() << QrCode(hash, session.console().Colours()) << '\n'
                << say(Say::kReceiptKept, hash, options.file) << '\n';
  return {};
}

Status RunConsentRevoke(Session& session, const RevokeOptions& options) {
  if (!options.card.empty()) return RevokeAtDesk(session, options);
  ASSIGN_OR_RETURN(const auto ids, ToRevoke(session, options));
  for (const std::string& id : ids) {
    v1::RevokeConsentRequest request;
    request.set_consent_id(id);
    // Each its own intent, and the same one when the command is repeated with what is left.
    request.set_request_id(ids.size() == 1 && options.house.empty()
                               ? session.RequestId()
                               : ToHex(View(Sha256({session.RequestId(), id})).substr(0, 16)));
    ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
    if (session.json()) session.PrintJson(response);
  }
  if (session.json()) return {};
  session.out() << (ids.size() == 1 ? session.say(Say::kRevoked)
                                    : session.say(Say::kRevokedMany, ids.size()))
                << '\n';
  return {};
}

Status RunConsentExclude(Session& session, const ExcludeOptions& options) {
  v1::ExcludeRequest request;
  ASSIGN_OR_RETURN(*request.mutable_exclusion(),
                   ReadExclusion(options, session.now(), session.say));
  request.set_language(std::string(Code(session.say.language())));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json())
    session.PrintJson(response);
  else
    session.out() << session.say(Say::kExclusionStands, Clean(response.consent_id())) << '\n';
  return {};
}

Status RunConsentPreview(Session& session, const GrantOptions& options) {
  ASSIGN_OR_RETURN(const auto preview, Preview(session, options));
  if (session.json()) {
    session.PrintJson(preview);
  } else {
    RenderPreview(session.out(), preview, session.Catalogue(), session.say);
  }
  return {};
}

Status RunConsentBundles(Session& session) {
  ASSIGN_OR_RETURN(const CatalogueView* const catalogue, session.NeedCatalogue());
  if (session.json()) {
    v1::GetCatalogueResponse found;
    *found.mutable_bundles() = catalogue->all().bundles();
    found.set_version(catalogue->all().version());
    session.PrintJson(found);
    return {};
  }
  for (const auto& bundle : catalogue->all().bundles()) {
    session.out() << Clean(bundle.id()) << "  " << Clean(In(session.say.language(), bundle.label()))
                  << " (" << session.say(Say::kDays, bundle.days()) << ")\n";
  }
  return {};
}

}  // namespace relais::cli
