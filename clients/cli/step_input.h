// From what is typed on the command line to the typed fields of a step, checked against its kind
// before anything is sent.
#pragma once

#include <ctime>
#include <string>
#include <vector>

#include "clients/cli/catalogue_view.h"

namespace relais::cli {

using Fields = google::protobuf::RepeatedPtrField<v1::StepField>;

// Reads "name=value" pieces. A name may be cut short while it is unique; a code may be given by its
// label; days may be written as ParseDay takes them. An empty value stays empty: it takes the field
// away.
Result<Fields> ReadFields(const std::vector<std::string>& pieces, const v1::Kind& kind,
                          const CatalogueView& catalogue, std::time_t now, const Speech& say);
// Wrong usage when a field that the kind requires is not there.
Status CheckRequired(const v1::Kind& kind, const Fields& fields, const Speech& say);
// `changes` over `fields`: replaced, added, or taken away when empty.
Fields Overlay(const Fields& fields, const Fields& changes);

// One of the kind's outcomes, by its id or its label.
Result<std::string> ReadOutcome(const std::string& text, const v1::Kind& kind,
                                const CatalogueView& catalogue, const Speech& say);
// "opened", "in_progress", "closed", "cancelled".
Result<v1::Step::State> ReadState(const std::string& text, const Speech& say);

}  // namespace relais::cli
