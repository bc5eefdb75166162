// From options to a cell of consent. Nothing is filled in for the person: what is left out is asked
// for, never "all".
#pragma once

#include <ctime>
#include <string>
#include <vector>

#include "clients/cli/speech.h"
#include "relais/v1/consents.pb.h"

namespace relais::cli {

struct GrantOptions {
  std::string dossier;  // of a professional, with the person
  std::string bundle;
  std::vector<std::string> houses;
  std::vector<int> strike;
  std::string to;
  std::string trusted;            // the name of somebody new
  std::string mandate, document;  // on what it rests that they say yes in the person's place
  std::string compartments;
  std::string actions;
  std::string purposes;
  std::string until;
  std::string chosen_word_file;
  bool unable = false, represented = false;
};
struct ExcludeOptions {
  std::string professional;
  std::string house;
  std::string until;
};

// "SOCIAL,HEALTH".
Result<google::protobuf::RepeatedField<int>> ReadCompartments(const std::string& text,
                                                              const Speech& say);
// Whether it is for somebody whom the person trusts, new or known.
bool IsForTrusted(const GrantOptions& options);
// "pro_...", "uni_...", "org_...", "tru_..." or "PROFESSION@org_...".
Result<v1::Grantee> ReadGrantee(const std::string& text, const Speech& say);
// One cell that opens, or a bundle for each of the houses: of its own length when no end is given.
using Choices = google::protobuf::RepeatedPtrField<v1::ConsentChoice>;
Result<Choices> ReadChoices(const GrantOptions& options, std::time_t now, const Speech& say);
// A cell that closes everything to someone; five years less a day when no end is given.
Result<v1::Consent> ReadExclusion(const ExcludeOptions& options, std::time_t now,
                                  const Speech& say);

}  // namespace relais::cli
