// relais relation: a team shows, the first time, that it works with the person.
#pragma once

#include "clients/cli/session.h"

namespace relais::cli {

struct RelationOptions {
  std::string dossier;  // with a word, a card's code
  std::string chosen_word_file;
};

Status RunRelationCard(Session& session, const RelationOptions& options);
Status RunRelationCode(Session& session, const RelationOptions& options);
Status RunRelationColleague(Session& session, const RelationOptions& options);

}  // namespace relais::cli
