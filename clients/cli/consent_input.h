// From options to a cell of consent. Nothing is filled in for the person: what is left out is asked
// for, never "all".
#pragma once

#include <ctime>
#include <string>

#include "clients/cli/speech.h"
#include "relais/v1/consents.pb.h"

namespace relais::cli {

struct GrantOptions {
  std::string bundle;
  std::string house;
  std::string to;
  std::string compartments;
  std::string actions;
  std::string purposes;
  std::string until;
  bool yes = false;
};
struct ExcludeOptions {
  std::string professional;
  std::string house;
  std::string until;
};

// "SOCIAL,HEALTH".
Result<google::protobuf::RepeatedField<int>> ReadCompartments(const std::string& text,
                                                              const Speech& say);
// "pro_...", "org_..." or "PROFESSION@org_...".
Result<v1::Grantee> ReadGrantee(const std::string& text, const Speech& say);
// One cell that opens.
Result<v1::Consent> ReadCell(const GrantOptions& options, std::time_t now, const Speech& say);
// A bundle for a house; its own length when no end is given.
Result<v1::BundleChoice> ReadBundle(const GrantOptions& options, std::time_t now,
                                    const Speech& say);
// A cell that closes everything to someone; five years less a day when no end is given.
Result<v1::Consent> ReadExclusion(const ExcludeOptions& options, std::time_t now,
                                  const Speech& say);

}  // namespace relais::cli
