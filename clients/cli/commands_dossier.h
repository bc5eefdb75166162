// relais open, show, words, must-not-know, died.
#pragma once

#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct OpenOptions {
  std::string given_name;
  std::string family_name;
  std::string birth_date;
  std::string national_number;
  std::string phone;
  std::string language;
  std::string alias;
  std::string chosen_word_file;
  bool without_word = false;
};
struct ShowOptions {
  std::string dossier;
};
struct WordsOptions {
  std::string step;  // empty for own words
  std::string text;  // "-" for standard input
};

struct MustNotKnowOptions {
  std::string step;
  bool undo = false;
};

struct DiedOptions {
  std::string dossier;
  bool sure = false, undo = false;
  std::string card, chosen_word_file;  // the person sits there
};

Status RunOpen(Session& session, const OpenOptions& options);
Status RunShow(Session& session, const ShowOptions& options);
Status RunWordsAdd(Session& session, const WordsOptions& options);
Status RunWordsAnswer(Session& session, const WordsOptions& options);
Status RunMustNotKnow(Session& session, const MustNotKnowOptions& options);
Status RunDied(Session& session, const DiedOptions& options);

// "7K3Q-9M2D-...": a card code as it is printed.
std::string GroupedInFours(const std::string& code);

}  // namespace relais::cli
