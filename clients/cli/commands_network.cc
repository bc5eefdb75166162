#include "clients/cli/commands_network.h"

#include <algorithm>
#include <ostream>

#include "clients/cli/paint.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr char kNobody[] = "network.nobody_known";

std::string FieldIn(const v1::Step& step, const std::string& name) {
  for (const v1::StepField& field : step.fields())
    if (field.name() == name) return field.value();
  return {};
}

// Whom one reaches that day first; then by whose word it is. What nobody said stands between yes and no.
std::pair<int, int> OrderOf(const v1::Step& step) {
  const std::string reach = FieldIn(step, "reachable_on_the_day"), level = FieldIn(step, "level");
  return {reach == "yes"  ? 0
          : reach == "no" ? 2
                          : 1,
          level == "confirmed"      ? 0
          : level == "contact_said" ? 1
          : level == "person_says"  ? 2
                                    : 3};
}

class NetworkWriter {
 public:
  NetworkWriter(std::ostream& out, const CatalogueView& catalogue, const Speech& say,
                const Paint& paint)
      : out_(out), catalogue_(catalogue), say_(say), paint_(paint) {}

  void Write(const v1::GetDossierResponse& dossier) {
    std::vector<const v1::Step*> people;
    bool nobody = false;
    for (const v1::Step& step : dossier.steps()) {
      const bool of_network = step.kind().starts_with("network.");
      nobody = nobody || step.kind() == kNobody;
      if (of_network && step.kind() != kNobody) people.push_back(&step);
    }
    std::ranges::stable_sort(people, {}, [](const v1::Step* one) { return OrderOf(*one); });
    if (people.empty())
      out_ << (nobody ? catalogue_.KindLabel(kNobody) : std::string(say_(Say::kNetworkUnknown)))
           << '\n';
    for (const v1::Step* one : people) {
      const auto& hidden = dossier.must_not_know();
      WriteOne(*one, std::ranges::find(hidden, one->id()) != hidden.end());
    }
    out_ << '\n' << paint_.Quiet(catalogue_.LabelOr("text.shared_only", Say::kSharedOnly)) << '\n';
  }

 private:
  // "* Mia Willems, child - reachable that day; by a call, in the evenings; nl; +32470112244".
  void WriteOne(const v1::Step& one, bool must_not_know) {
    const std::string reach = FieldIn(one, "reachable_on_the_day");
    std::vector<std::string> who, how;
    for (const char* const name : {"contact_name", "tie"}) Take(one, name, who);
    if (one.kind() != "network.contact") who.push_back(catalogue_.KindLabel(one.kind()));
    for (const char* const name :
         {"reachable_on_the_day", "reachable_how", "reachable_when", "language", "phone", "desk"})
      Take(one, name, how);
    out_ << (reach == "yes" ? "* " : "  ") << paint_.Title(Join(who, ", "));
    if (!how.empty()) out_ << " - " << Join(how, "; ");
    out_ << '\n';
    std::vector<std::string> word;
    Take(one, "level", word);
    if (!word.empty()) out_ << "      " << paint_.Quiet(word.front()) << '\n';
    if (must_not_know) out_ << "      " << paint_.Own(say_(Say::kMustNotKnow)) << '\n';
  }

  void Take(const v1::Step& step, const char* name, std::vector<std::string>& into) const {
    for (const v1::StepField& field : step.fields())
      if (field.name() == name) into.push_back(catalogue_.Value(step.kind(), field));
  }

  std::ostream& out_;
  const CatalogueView& catalogue_;
  const Speech& say_;
  const Paint& paint_;
};

}  // namespace

// No more than these people is read, and stands in the log.
Status RunNetwork(Session& session, const NetworkOptions& options) {
  v1::GetDossierRequest request;
  ASSIGN_OR_RETURN(*request.mutable_context(), session.Context(options.dossier));
  request.add_compartments(v1::COMPARTMENT_NETWORK);
  ASSIGN_OR_RETURN(const auto dossier, session.api().Call(request));
  if (session.json()) {
    session.PrintJson(dossier);
    return {};
  }
  const Paint paint(session.console().Colours());
  NetworkWriter(session.out(), session.Catalogue(), session.say, paint).Write(dossier);
  return {};
}

}  // namespace relais::cli
