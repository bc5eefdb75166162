#include "services/directory/catalogue_message.h"

namespace relais::directory {
namespace {

void Set(v1::Text& to, const LabelText& from) {
  to.set_fr(from.fr);
  to.set_nl(from.nl);
  to.set_de(from.de);
  to.set_en(from.en);
}

void Set(v1::Kind& to, const Kind& from) {
  to.set_id(from.id);
  to.set_compartment(static_cast<v1::Compartment>(from.compartment));
  to.set_class_(static_cast<v1::Kind::Class>(from.kind_class));
  Set(*to.mutable_label(), from.label);
  for (const KindField& field : from.fields) {
    auto* const added = to.add_fields();
    added->set_name(field.field->name);
    added->set_type(std::string(Name(field.field->type)));
    added->set_required(field.required);
    for (const std::string& code : field.field->codes) added->add_codes(code);
  }
  for (const std::string& outcome : from.outcomes) to.add_outcomes(outcome);
}

}  // namespace

v1::GetCatalogueResponse ToMessage(const Catalogue& catalogue) {
  v1::GetCatalogueResponse out;
  for (const auto& [id, kind] : catalogue.kinds()) Set(*out.add_kinds(), kind);
  for (const auto& [id, text] : catalogue.labels()) {
    auto* const label = out.add_labels();
    label->set_id(id);
    Set(*label->mutable_text(), text);
  }
  for (const auto& [id, bundle] : catalogue.bundles()) {
    auto* const added = out.add_bundles();
    added->set_id(id);
    added->set_days(bundle.days);
    Set(*added->mutable_label(), bundle.label);
  }
  out.set_version(ToHex(View(catalogue.hash())));
  return out;
}

}  // namespace relais::directory
