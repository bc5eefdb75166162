#include "services/dossier/emergency_sheet.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/base/languages.h"
#include "services/dossier/content.h"
#include "services/dossier/step_words.h"

namespace relais::dossier {
namespace {

// Whom to call first, then what helpers do next.
constexpr const char* kOrder[] = {
    "emergency.contact_to_call",   "emergency.doctor_to_call",
    "emergency.allergy",           "emergency.condition_to_know",
    "emergency.vital_medicine",    "emergency.device",
    "emergency.language",          "emergency.someone_depends_on_person",
    "emergency.advance_directive",
};

using Facts = std::map<std::string, std::vector<v1::Step>, std::less<>>;  // by kind

class Sheet {
 public:
  Sheet(const directory::Catalogue& catalogue, std::string_view language,
        const std::set<std::string>& contested)
      : catalogue_(catalogue),
        language_(language),
        words_(catalogue, language),
        contested_(contested) {}

  std::string Text(const Facts& facts, Date today) {
    out_ = fmt::format("relais-paper/1\n{} {}\n\n{} - {}\n", FormatDate(today), language_,
                       words_.Of("sheet.emergency"), DayInWords(today, language_));
    out_ += fmt::format("{}\n    {}\n", words_.Of("sheet.name"), kByHand);
    for (const char* const id : kOrder) {
      const directory::Kind* const kind = catalogue_.FindKind(id);
      const auto found = facts.find(id);
      if (kind != nullptr)
        Write(*kind, found == facts.end() ? std::vector<v1::Step>() : found->second);
    }
    // What is new in the catalogue is left out of nothing.
    for (const auto& [id, steps] : facts) {
      const directory::Kind* const kind = catalogue_.FindKind(id);
      if (kind != nullptr && std::ranges::find(kOrder, id) == std::end(kOrder)) Write(*kind, steps);
    }
    return std::move(out_) + words_.Of("sheet.ask_first") + "\n";
  }

 private:
  void Write(const directory::Kind& kind, const std::vector<v1::Step>& steps) {
    out_ += Capitalised(In(kind.label, language_)) + "\n";
    for (const v1::Step& step : steps) {
      out_ += "    " + LineOf(step, kind) + "\n";
      if (contested_.contains(step.id())) out_ += "    " + words_.Of("sheet.contested") + "\n";
    }
    if (steps.empty()) out_ += fmt::format("    {}\n", kByHand);
  }
  // "penicillin (27/11/2026)".
  std::string LineOf(const v1::Step& step, const directory::Kind& kind) const {
    const std::string out = words_.Values(step, kind);
    if (out.empty()) return kByHand;
    const auto day = ParseDate(step.happened_on());
    return day ? fmt::format("{} ({})", out, DayInWords(*day, language_)) : out;
  }

  const directory::Catalogue& catalogue_;
  const std::string_view language_;
  const StepWords words_;
  const std::set<std::string>& contested_;
  std::string out_;
};

}  // namespace

Result<std::string> EmergencySheet(const ledger::OpenRecords& records,
                                   const directory::Catalogue& catalogue, std::string_view language,
                                   Date today) {
  Facts facts;
  std::set<std::string> contested;
  for (const ledger::OpenRecord& record : records.rows) {
    ASSIGN_OR_RETURN(const Content content, DecodeContent(record.content));
    ASSIGN_OR_RETURN(const auto fact, ParseFact(content));
    for (const v1::Step& step : fact.steps()) facts[step.kind()].push_back(step);
    for (const v1::CounterStatement& one : fact.counter_statements())
      contested.insert(one.step_id());
  }
  return Sheet(catalogue, language, contested).Text(facts, today);
}

}  // namespace relais::dossier
