// relais accesses object, objections, lift; relais reviews list, decide.
#pragma once

#include <cstdint>
#include <string>

#include "clients/cli/session.h"

namespace relais::cli {

struct ObjectOptions {
  std::uint64_t number = 0;
  std::string decider = "house", house;
  std::string card, chosen_word_file;  // at a desk
};
struct LiftOptions {
  std::string objection, card, chosen_word_file;
};
struct DecideOptions {
  std::string review, answer;
  bool upheld = false, rejected = false;
};

Status RunObject(Session& session, const ObjectOptions& options);
Status RunObjections(Session& session);
Status RunLift(Session& session, const LiftOptions& options);
Status RunReviews(Session& session);
Status RunDecide(Session& session, const DecideOptions& options);

}  // namespace relais::cli
