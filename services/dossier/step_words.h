// A step in the words of one language, as paper says it. Pure.
#pragma once

#include <functional>

#include "relais/v1/dossiers.pb.h"
#include "services/directory/catalogue.h"

namespace relais::dossier {

// What nobody said is written by hand.
inline constexpr char kByHand[] = "__________";

class StepWords {
 public:
  // The catalogue must outlive it.
  StepWords(const directory::Catalogue& catalogue, std::string_view language)
      : catalogue_(catalogue), language_(language) {}

  std::string Of(const std::string& label) const { return catalogue_.Text(label, language_); }
  // A day, a language or a code in words, a number with what it counts; other values as they are.
  std::string Value(const v1::StepField& field, const directory::Kind& kind) const;
  // Its values, joined by commas, but for the fields that are `left_out` by their names; empty when there are none.
  std::string Values(const v1::Step& step, const directory::Kind& kind,
                     const std::function<bool(const std::string& name)>& left_out = nullptr) const;

 private:
  const directory::Catalogue& catalogue_;
  const std::string_view language_;
};

// Of the step's field `name`; empty when it has none.
std::string FieldOf(const v1::Step& step, std::string_view name);

}  // namespace relais::dossier
