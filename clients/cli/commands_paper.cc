#include "clients/cli/commands_paper.h"

#include "clients/cli/new_file.h"
#include "clients/cli/page.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

// The page in a signed note: behind what machines read, and before who signed it.
std::string PageIn(const std::string& note) {
  const auto from = note.find("\n\n"), to = note.rfind("\n\n");
  if (from == note.npos || from == to) return {};
  return note.substr(from + 2, to + 1 - (from + 2));
}

Status WriteNew(Session& session, const std::string& path, const std::string& bytes) {
  ASSIGN_OR_RETURN(NewFile file, NewFile::Create(path, session.say));
  RETURN_IF_ERROR(file.Write(bytes, session.say));
  return std::move(file).Finish(session.say);
}

}  // namespace

Status WritePage(Session& session, const std::string& path, const std::string& text,
                 const std::string& code, const std::string& caption) {
  const auto page = PageOf(text, code, caption);
  if (!page && page.error().reason == Reason::kInvalid)
    return session.say.Failed(Say::kPageTooMuch);
  if (!page) return tl::unexpected<Error>(page.error());
  RETURN_IF_ERROR(WriteNew(session, path, *page));
  if (!session.json()) session.out() << session.say(Say::kPageWritten, Clean(path)) << '\n';
  return {};
}

Speech LanguageOf(const Session& session, const PageOptions& options) {
  return Speech(LanguageNamed(options.language).value_or(session.say.language()));
}

Status ShowPage(Session& session, const PageOptions& options,
                const google::protobuf::Message& response, const std::string& note) {
  if (!options.note.empty()) RETURN_IF_ERROR(WriteNew(session, options.note, note));
  const std::string page = PageIn(note);
  if (!options.pdf.empty())
    RETURN_IF_ERROR(WritePage(session, options.pdf, page, note,
                              LanguageOf(session, options)(Say::kPageChecked)));
  if (session.json()) {
    session.PrintJson(response);
    return {};
  }
  if (!options.pdf.empty()) return {};
  for (const std::string& line : CleanLines(page)) session.out() << line << '\n';
  return {};
}

Status RunEmergency(Session& session, const EmergencyOptions& options) {
  v1::GetEmergencySheetRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.set_language(std::string(Code(LanguageOf(session, options).language())));
  ASSIGN_OR_RETURN(const auto response, session.api().Call(request));
  return ShowPage(session, options, response, response.note());
}

}  // namespace relais::cli
