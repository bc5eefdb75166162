// relais tell show, set, text, due, told, pause: how the person is told.
#pragma once

#include <cstdint>
#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

// What is left out stays as it is.
struct TellSetOptions {
  std::string by, address, language;                 // the person's own contact
  std::string seen_by, pace, hour, quiet, zone;      // seen_by: nobody or somebody
  std::string safe_by, safe_address, safe_language;  // the safe contact; by "none" takes it out
  std::string beside, closed_place, large_print;     // yes or no
  std::string card;                                  // of a person who sits there
  std::string chosen_word_file;                      // else it is typed
};
struct TellTextOptions {
  std::string language;
};
struct TellDossierOptions {
  std::string dossier;
};
struct TellToldOptions {
  std::string dossier;
  std::uint64_t number = 0;
};

// "SMS", "letter".
std::string SayChannel(v1::Channel channel, const Speech& say);

Status RunTellShow(Session& session);
Status RunTellSet(Session& session, const TellSetOptions& options);
Status RunTellText(Session& session, const TellTextOptions& options);
Status RunTellDue(Session& session, const TellDossierOptions& options);
Status RunTellTold(Session& session, const TellToldOptions& options);
Status RunTellPause(Session& session, const TellDossierOptions& options);

}  // namespace relais::cli
