#include "clients/cli/catalogue_view.h"

#include "clients/cli/days.h"
#include "clients/cli/plain_text.h"

namespace relais::cli {
namespace {

constexpr std::size_t kListed = 12;

// "PURPOSE_HANDOVER" -> "HANDOVER"; a number that this client does not know stays a number.
std::string Short(const std::string& name, std::size_t prefix, int number) {
  return name.size() > prefix ? name.substr(prefix) : std::to_string(number);
}

std::string Listed(const std::vector<const v1::Kind*>& kinds) {
  std::vector<std::string> ids;
  for (const v1::Kind* kind : kinds) {
    if (ids.size() == kListed) {
      ids.push_back("...");
      break;
    }
    ids.push_back(Clean(kind->id()));
  }
  return Join(ids, ", ");
}

}  // namespace

CatalogueView::CatalogueView(v1::GetCatalogueResponse catalogue, Speech say)
    : catalogue_(std::move(catalogue)), say_(say) {
  for (const auto& label : catalogue_.labels()) labels_.emplace(label.id(), &label.text());
  for (const auto& kind : catalogue_.kinds()) kinds_.emplace(kind.id(), &kind);
}

std::string CatalogueView::Label(const std::string& id) const {
  const auto found = labels_.find(id);
  if (found != labels_.end()) return Clean(In(say_.language(), *found->second));
  return Clean(id.substr(id.rfind('.') + 1));
}

std::string CatalogueView::LabelOr(const std::string& id, Say otherwise) const {
  return labels_.contains(id) ? Label(id) : say_(otherwise);
}

std::string CatalogueView::Compartment(v1::Compartment value) const {
  return Label("compartment." + Short(v1::Compartment_Name(value), 12, value));
}

std::string CatalogueView::Compartments(const google::protobuf::RepeatedField<int>& values) const {
  std::vector<std::string> names;
  for (const int value : values) names.push_back(Compartment(static_cast<v1::Compartment>(value)));
  return Join(names, ", ");
}

std::string CatalogueView::Purpose(v1::Purpose value) const {
  return Label("purpose." + Short(v1::Purpose_Name(value), 8, value));
}

std::string CatalogueView::Action(v1::Action value) const {
  return Label("action." + Short(v1::Action_Name(value), 7, value));
}

std::string CatalogueView::State(v1::Step::State value) const {
  return Label("state." + Short(v1::Step::State_Name(value), 6, value));
}

std::string CatalogueView::Profession(const std::string& profession) const {
  return profession.empty() ? std::string() : Label("profession." + profession);
}

std::string CatalogueView::KindLabel(const std::string& kind) const {
  const v1::Kind* found = Find(kind);
  const std::string label =
      found == nullptr ? std::string() : Clean(In(say_.language(), found->label()));
  return label.empty() ? Clean(kind) : label;
}

std::string CatalogueView::Value(const std::string& kind, const v1::StepField& field) const {
  const v1::KindField* type = FieldOf(Find(kind), field.name());
  if (type == nullptr) return Clean(field.value());
  if (type->type() == "date") return SayDay(field.value(), say_);
  const std::string code = "code." + field.name() + "." + field.value();
  return labels_.contains(code) ? Label(code) : Clean(field.value());
}

const v1::Kind* CatalogueView::Find(const std::string& kind) const {
  const auto found = kinds_.find(kind);
  return found == kinds_.end() ? nullptr : found->second;
}

std::vector<const v1::Kind*> CatalogueView::Search(std::string_view words) const {
  std::vector<const v1::Kind*> out;
  for (const auto& kind : catalogue_.kinds()) {
    if (HasAllWords(kind.id() + " " + In(say_.language(), kind.label()), words))
      out.push_back(&kind);
  }
  return out;
}

Result<const v1::Kind*> CatalogueView::Resolve(const std::string& words) const {
  if (const v1::Kind* exact = Find(words)) return exact;
  const auto matches = Search(words);
  if (matches.empty()) return say_.Wrong(Say::kKindNone, Clean(words));
  for (const v1::Kind* kind : matches) {
    if (Fold(In(say_.language(), kind->label())) == Fold(words)) return kind;
  }
  if (matches.size() > 1) return say_.Wrong(Say::kKindMany, Clean(words), Listed(matches));
  return matches.front();
}

const v1::KindField* FieldOf(const v1::Kind* kind, const std::string& name) {
  if (kind == nullptr) return nullptr;
  for (const auto& field : kind->fields()) {
    if (field.name() == name) return &field;
  }
  return nullptr;
}

}  // namespace relais::cli
