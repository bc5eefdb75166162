#include "clients/cli/commands_accesses.h"

#include <filesystem>

#include "clients/cli/new_file.h"
#include "clients/cli/paint.h"
#include "clients/cli/render_accesses.h"

namespace relais::cli {
namespace {

v1::ListAccessesResponse OnlyRefused(const v1::ListAccessesResponse& page) {
  v1::ListAccessesResponse out;
  out.set_next_page_token(page.next_page_token());
  for (const auto& access : page.accesses()) {
    if (access.outcome() == v1::Access::OUTCOME_REFUSED) *out.add_accesses() = access;
  }
  return out;
}

void PrintPage(Session& session, const v1::ListAccessesResponse& page) {
  if (session.json()) return session.PrintJson(page);
  const Paint paint(session.console().Colours());
  for (const auto& access : page.accesses()) {
    const std::string sentence = AccessSentence(access, session.Catalogue(), session.say);
    const bool refused = access.outcome() == v1::Access::OUTCOME_REFUSED;
    session.out() << access.number() << ". " << (refused ? paint.Refused(sentence) : sentence)
                  << '\n';
  }
}

}  // namespace

Status RunAccessesList(Session& session, const ListOptions& options) {
  v1::ListAccessesRequest request;
  request.set_page_size(options.page_size);
  bool any = false;
  do {
    ASSIGN_OR_RETURN(auto page, session.api().Call(request));
    if (options.refused) page = OnlyRefused(page);
    any = any || !page.accesses().empty();
    PrintPage(session, page);
    request.set_page_token(page.next_page_token());
  } while ((options.all || options.refused) && !request.page_token().empty());
  if (session.json()) return {};
  if (!any)
    session.out() << session.say(options.refused ? Say::kNoneRefused : Say::kNoAccesses) << '\n';
  if (!request.page_token().empty()) session.out() << session.say(Say::kMoreAccesses) << '\n';
  return {};
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
