// Pages that the server signs, as text and for the printer; relais emergency is one.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct PageOptions {
  std::string pdf, note;  // files to write
  std::string language;   // of whoever reads it; else the client's
};
struct EmergencyOptions : PageOptions {
  std::string dossier;
};

Status RunEmergency(Session& session, const EmergencyOptions& options);
// The language of the page.
Speech LanguageOf(const Session& session, const PageOptions& options);
// The page in `note`, which is all that `response` says: into the files that were asked for, or on the screen.
Status ShowPage(Session& session, const PageOptions& options,
                const google::protobuf::Message& response, const std::string& note);
// Writes `text` as a page, a PDF.
Status WritePage(Session& session, const std::string& path, const std::string& text,
                 const std::string& code = {}, const std::string& caption = {});

}  // namespace relais::cli
