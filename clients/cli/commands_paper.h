// relais emergency: the page to keep at hand, signed, as text and for the printer.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct EmergencyOptions {
  std::string dossier;
  std::string pdf, note;  // files to write
  std::string language;   // the person's, or of whoever helps; else the client's
};

Status RunEmergency(Session& session, const EmergencyOptions& options);
// Writes `text` as a page, a PDF.
Status WritePage(Session& session, const std::string& path, const std::string& text,
                 const std::string& code = {}, const std::string& caption = {});

}  // namespace relais::cli
