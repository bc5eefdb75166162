// Where the day of a leaving stands, from what each side said. Pure. Nobody's word is overwritten: who thinks
// otherwise says so beside it.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "relais/v1/exits.pb.h"

namespace relais::exit {

// A proposal or an answer to one, and who said it: a house's name, or empty for the person.
struct Proposed {
  v1::ExitDate date;
  std::string by;
};
struct Answered {
  v1::ExitAnswer answer;
  std::string by;
};

// The side on which a house stands.
v1::ExitDate::Party PartyOf(const std::string& organisation_id, const v1::Exit& exit);

// Which of two records of one kind was written later; the id decides between equals.
template <class T>
bool IsNewer(const T& a, const T& b) {
  const auto key = [](const T& x) {
    return std::tuple(x.record_time().seconds(), x.record_time().nanos(), std::string_view(x.id()));
  };
  return key(a) > key(b);
}

struct Standing {
  v1::PreparedExit::State state = v1::PreparedExit::STATE_PLANNED;
  std::optional<v1::ExitDate> current;
};
// Sorts both, newest first. The day that counts is the one proposed last that its proposer still holds to; it
// is agreed on when the house and the person said yes to it last, and nobody no.
Standing StandingOf(std::vector<Proposed>& dates, std::vector<Answered>& answers);

}  // namespace relais::exit
