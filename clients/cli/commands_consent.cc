#include "clients/cli/commands_consent.h"

#include <algorithm>
#include <set>
#include <vector>

#include "clients/cli/dossier_reading.h"
#include "clients/cli/names.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_consents.h"
#include "clients/cli/short_ids.h"
#include "crypto/hash.h"

namespace relais::cli {
namespace {

constexpr int kPageSize = 200;

Result<std::vector<v1::ListConsentsResponse>> AllConsents(Session& session) {
  std::vector<v1::ListConsentsResponse> out;
  v1::ListConsentsRequest request;
  request.set_page_size(kPageSize);
  do {
    ASSIGN_OR_RETURN(auto page, session.api().Call(request));
    request.set_page_token(page.next_page_token());
    out.push_back(std::move(page));
  } while (!request.page_token().empty());
  return out;
}

ShortIds ConsentIds(const std::vector<v1::ListConsentsResponse>& pages) {
  ShortIds out;
  for (const auto& page : pages) {
    for (const auto& consent : page.consents()) out.Add(consent.id());
  }
  return out;
}

// The cell or the bundle that the options describe, into a grant or a preview.
template <class Request>
Status SetChoice(Session& session, const GrantOptions& options, Request& request) {
  if (options.bundle.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_consent(), ReadCell(options, session.now(), session.say));
    return {};
  }
  if (!options.to.empty()) return session.say.Wrong(Say::kBundleOrCell);
  ASSIGN_OR_RETURN(*request.mutable_bundle(), ReadBundle(options, session.now(), session.say));
  return {};
}

Result<v1::PreviewConsentResponse> Preview(Session& session, const GrantOptions& options) {
  v1::PreviewConsentRequest request;
  RETURN_IF_ERROR(SetChoice(session, options, request));
  return session.api().Call(request);
}

bool IsYes(const std::string& answer) {
  const std::string word = Fold(Trim(answer));
  for (const char* yes : {"y", "yes", "o", "oui", "j", "ja"}) {
    if (word == yes) return true;
  }
  return false;
}

// Shows who could see what, and asks; with --yes only shows. JSON keeps standard output for the
// answer.
Status Confirm(Session& session, const GrantOptions& options) {
  if (!options.yes && !session.console().CanAsk()) return session.say.Wrong(Say::kGrantYes);
  if (session.json() && options.yes) return {};
  ASSIGN_OR_RETURN(const auto preview, Preview(session, options));
  RenderPreview(session.json() ? session.console().err() : session.out(), preview,
                session.Catalogue(), session.say);
  session.out() << std::flush;
  if (options.yes || IsYes(session.console().Ask(session.say(Say::kGrantAsk)))) return {};
  return session.say.Failed(Say::kGrantNot);
}

Status Grant(Session& session, v1::GrantConsentRequest& request, Say sentence) {
  request.set_language(std::string(Code(session.say.language())));
  request.set_request_id(session.RequestId());
  ASSIGN_OR_RETURN(const auto granted, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(granted);
    return {};
  }
  const std::vector<std::string> ids(granted.consent_ids().begin(), granted.consent_ids().end());
  const std::string back =
      request.has_bundle() ? "--house " + request.bundle().organisation_id() : Join(ids, " ");
  session.out() << session.say(sentence, Clean(back)) << '\n';
  return {};
}

using Ids = std::set<std::string>;

bool IsFor(const v1::Grantee& grantee, const std::string& house, const Ids& professionals) {
  return grantee.organisation_id() == house || grantee.profession_in().organisation_id() == house ||
         professionals.contains(grantee.professional_id());
}

Result<Ids> ProfessionalsOf(Session& session, const std::string& house) {
  Ids out;
  if (house.empty()) return out;
  RETURN_IF_ERROR(EachProfessionalPage(session.api(), house, [&](const auto& page) {
    for (const auto& one : page.professionals()) out.insert(one.id());
  }));
  return out;
}

// The ids named, whole or by their beginnings, and all that hold for the house named.
Result<std::vector<std::string>> ToRevoke(Session& session, const RevokeOptions& options) {
  const auto whole = [](const std::string& id) { return IsWholeId(id, "con_"); };
  if (options.house.empty() && std::ranges::all_of(options.consents, whole))
    return options.consents;
  ASSIGN_OR_RETURN(const auto pages, AllConsents(session));
  ASSIGN_OR_RETURN(const Ids professionals, ProfessionalsOf(session, options.house));
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
      if (!options.house.empty() && open && IsFor(consent.grantee(), options.house, professionals))
        ids.push_back(consent.id());
    }
  }
  if (ids.empty()) return session.say.Failed(Say::kConsentsNone);
  return ids;
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
  v1::GrantConsentRequest request;
  RETURN_IF_ERROR(SetChoice(session, options, request));
  RETURN_IF_ERROR(Confirm(session, options));
  return Grant(session, request, Say::kGranted);
}

Status RunConsentRevoke(Session& session, const RevokeOptions& options) {
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
  v1::GrantConsentRequest request;
  ASSIGN_OR_RETURN(*request.mutable_consent(), ReadExclusion(options, session.now(), session.say));
  return Grant(session, request, Say::kExclusionStands);
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
