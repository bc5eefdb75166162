#include "clients/cli/commands_accesses.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include "clients/cli/consent_input.h"
#include "clients/cli/names.h"
#include "clients/cli/new_file.h"
#include "clients/cli/own_consents.h"
#include "clients/cli/paint.h"
#include "clients/cli/plain_text.h"
#include "clients/cli/render_accesses.h"
#include "clients/cli/render_consents.h"

namespace relais::cli {
namespace {

constexpr std::chrono::seconds kFirstPause{1}, kLongestPause{30};

bool Filters(const ListOptions& o) {
  return o.refused || o.emergency || !o.house.empty() || !o.profession.empty() ||
         !o.compartment.empty();
}

Status SetFilter(const ListOptions& options, const Speech& say, v1::AccessFilter& filter) {
  filter.set_organisation_id(options.house);
  filter.set_profession(options.profession);
  filter.set_refused(options.refused);
  filter.set_emergency(options.emergency);
  if (options.compartment.empty()) return {};
  ASSIGN_OR_RETURN(const auto compartments, ReadCompartments(options.compartment, say));
  if (compartments.size() != 1)
    return say.Wrong(Say::kCompartmentUnknown, Clean(options.compartment), "SOCIAL");
  filter.set_compartment(static_cast<v1::Compartment>(compartments[0]));
  return {};
}

void PrintEntry(Session& session, const v1::Access& access) {
  const Paint paint(session.console().Colours());
  const std::string sentence = AccessSentence(access, session.Catalogue(), session.say);
  const bool refused = access.outcome() == v1::Access::OUTCOME_REFUSED;
  session.out() << access.number() << ". " << (refused ? paint.Refused(sentence) : sentence)
                << '\n';
}

void PrintPage(Session& session, const v1::ListAccessesResponse& page) {
  if (session.json()) return session.PrintJson(page);
  for (const auto& access : page.accesses()) PrintEntry(session, access);
}

Result<std::uint64_t> NewestNumber(Session& session) {
  v1::ListAccessesRequest request;
  request.set_page_size(1);
  ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
  return page.accesses().empty() ? 0 : page.accesses(0).number();
}

// By what they had agreed to, as the list of it says it.
Status ShowConsentsOf(Session& session, const v1::Access& access) {
  if (access.consent_ids().empty()) return {};
  ASSIGN_OR_RETURN(const auto pages, AllConsents(session));
  const ShortIds tags = ConsentIds(pages);
  const Paint paint(session.console().Colours());
  Names names(session);
  session.out() << session.say(Say::kByConsents) << '\n';
  for (const auto& page : pages) {
    for (const v1::Consent& one : page.consents()) {
      if (std::ranges::find(access.consent_ids(), one.id()) == access.consent_ids().end()) continue;
      RenderConsent(session.out(), one, tags.Of(one.id()), names.Of(one.grantee()), session.now(),
                    session.Catalogue(), session.say, paint);
    }
  }
  return {};
}

// Whether to connect again, after a pause; a token that has ended may have been renewed.
bool MayReconnect(Session& session, const Error& error) {
  if (error.reason == Reason::kUnauthenticated) {
    const auto credentials = LoadCredentials(session.profile(), session.say);
    if (credentials) session.api().SetToken(credentials->token);
    return credentials.has_value();
  }
  return error.reason == Reason::kUnavailable || error.reason == Reason::kBusy;
}

}  // namespace

Status RunAccessesList(Session& session, const ListOptions& options) {
  v1::ListAccessesRequest request;
  request.set_page_size(options.page_size);
  const bool filters = Filters(options);
  if (filters) RETURN_IF_ERROR(SetFilter(options, session.say, *request.mutable_filter()));
  bool any = false;
  do {
    ASSIGN_OR_RETURN(const auto page, session.api().Call(request));
    any = any || !page.accesses().empty();
    PrintPage(session, page);
    request.set_page_token(page.next_page_token());
  } while ((options.all || filters) && !request.page_token().empty());
  if (session.json()) return {};
  if (!any) session.out() << session.say(filters ? Say::kNoneSuch : Say::kNoAccesses) << '\n';
  if (!request.page_token().empty()) session.out() << session.say(Say::kMoreAccesses) << '\n';
  return {};
}

Status RunAccessesShow(Session& session, const ShowAccessOptions& options) {
  v1::GetAccessRequest request;
  request.set_number(options.number);
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  const v1::Access& access = response.access();
  PrintEntry(session, access);
  RETURN_IF_ERROR(ShowConsentsOf(session, access));
  if (!access.rules().empty())
    session.out() << "  "
                  << session.say(Say::kByRules,
                                 Clean(Join({access.rules().begin(), access.rules().end()}, ", ")))
                  << '\n';
  session.out() << "  " << session.say(Say::kReference, Clean(access.reference())) << '\n';
  return {};
}

Status RunAccessesWatch(Session& session, const WatchOptions& options) {
  std::uint64_t after = 0;
  if (options.after) {
    after = *options.after;
  } else {
    ASSIGN_OR_RETURN(after, NewestNumber(session));
  }
  int seen = 0;
  auto pause = kFirstPause;
  for (;;) {
    v1::WatchAccessesRequest request;
    request.set_after_number(after);
    const Status ended = session.api().Watch(request, [&](const v1::Access& access) -> Status {
      session.json() ? session.PrintJson(access) : PrintEntry(session, access);
      after = access.number();
      pause = kFirstPause;
      if (!session.out().flush()) return session.say.Failed(Say::kOutputFailed);
      return ++seen == options.count ? session.say.Wrong(Say::kNoAccesses) : Status();
    });
    if (options.count > 0 && seen >= options.count) return {};
    if (ended || !session.out() || !MayReconnect(session, ended.error())) return ended;
    session.console().err() << "relais: " << session.say(Say::kWatchAgain) << std::endl;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

Status RunAccessesExport(Session& session, const ExportOptions& options) {
  if (!options.force && std::filesystem::exists(options.file)) {
    return session.say.Wrong(Say::kExportExists, options.file);
  }
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(options.file, session.say));
  v1::ExportAccessesRequest request;
  request.set_since_size(options.since);
  RETURN_IF_ERROR(session.api().Export(
      request, [&](const std::string& chunk) { return file.Write(chunk, session.say); }));
  RETURN_IF_ERROR(std::move(file).Finish(session.say));
  session.console().err() << session.say(Say::kExported, options.file) << '\n';
  return {};
}

}  // namespace relais::cli
