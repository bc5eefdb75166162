// The catalogue in one language: labels, and kinds found by what people type. What has no label
// shows as its id.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "clients/cli/speech.h"
#include "relais/v1/directory.pb.h"
#include "relais/v1/dossiers.pb.h"

namespace relais::cli {

class CatalogueView {
 public:
  CatalogueView(v1::GetCatalogueResponse catalogue, Speech say);
  CatalogueView(const CatalogueView&) = delete;
  CatalogueView& operator=(const CatalogueView&) = delete;

  const v1::GetCatalogueResponse& all() const { return catalogue_; }

  // "purpose.HANDOVER" -> its label; its last part when there is none.
  std::string Label(const std::string& id) const;
  // The label, or the client's own sentence when the catalogue has none or could not be reached.
  std::string LabelOr(const std::string& id, Say otherwise) const;
  std::string Compartment(v1::Compartment value) const;
  std::string Compartments(const google::protobuf::RepeatedField<int>& values) const;
  std::string Purpose(v1::Purpose value) const;
  std::string Action(v1::Action value) const;
  std::string State(v1::Step::State value) const;
  std::string Profession(const std::string& profession) const;
  std::string KindLabel(const std::string& kind) const;
  // A field's value as people read it: a code's label, a day in words.
  std::string Value(const std::string& kind, const v1::StepField& field) const;

  // Null when there is none of that id.
  const v1::Kind* Find(const std::string& kind) const;
  // The kinds whose id or label has every one of the words; all of them for no words.
  std::vector<const v1::Kind*> Search(std::string_view words) const;
  // The one kind that is meant, or wrong usage with the list of those that match.
  Result<const v1::Kind*> Resolve(const std::string& words) const;

 private:
  const v1::GetCatalogueResponse catalogue_;
  const Speech say_;
  std::unordered_map<std::string, const v1::Text*> labels_;
  std::unordered_map<std::string, const v1::Kind*> kinds_;
};

// The field of a kind, or null.
const v1::KindField* FieldOf(const v1::Kind* kind, const std::string& name);

}  // namespace relais::cli
