// The catalogue: kinds of step with their typed fields and outcomes, consent bundles, and every
// label in four languages. Loaded from deploy/catalogue.toml; immutable; shared between threads.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crypto/hash.h"
#include "services/base/words.h"

namespace relais::directory {

struct LabelText {
  std::string fr, nl, de, en;
};

enum class FieldType : std::uint8_t {
  kDate = 1,
  kTime,
  kName,
  kPhone,
  kReference,
  kNumber,
  kNationalNumber,
  kLanguage,
  kCode
};
// In fr, nl, de or en.
const std::string& In(const LabelText& text, std::string_view language);
std::string_view Name(FieldType type);

struct Field {
  std::string name;
  FieldType type = FieldType::kName;
  std::vector<std::string> codes;  // for kCode
};

enum class KindClass : std::uint8_t { kContact = 1, kProcedure, kFact, kFragility };

struct KindField {
  const Field* field;
  bool required;
};

struct Kind {
  std::string id;
  Compartment compartment = Compartment::kIdentity;
  KindClass kind_class = KindClass::kFact;
  std::vector<KindField> fields;
  std::vector<std::string> outcomes;  // for kProcedure
  LabelText label;
};

struct BundleCell {
  std::string profession;  // empty: everyone in the house chosen
  CompartmentSet compartments;
  ActionSet actions;
  PurposeSet purposes;
};

// A kind of step that stands under a heading of the page for the first day, and which of its fields are printed there.
struct PageKind {
  std::string kind;
  std::vector<std::string> fields;
};
using PageSection = std::vector<PageKind>;

struct Bundle {
  std::string id;
  int days = 0;
  std::vector<BundleCell> cells;
  LabelText label;
};

class Catalogue {
 public:
  // kInvalid with `field` = "NAME:LINE" and a message that says what was expected.
  static Result<std::shared_ptr<const Catalogue>> Parse(std::string_view toml,
                                                        std::string_view name);
  Catalogue(const Catalogue&) = delete;

  const Kind* FindKind(std::string_view id) const;      // null when unknown
  const Bundle* FindBundle(std::string_view id) const;  // null when unknown
  bool HasReason(std::string_view code) const {
    return labels_.contains("reason." + std::string(code));
  }
  const std::map<std::string, Kind, std::less<>>& kinds() const { return kinds_; }
  const std::map<std::string, Bundle, std::less<>>& bundles() const { return bundles_; }
  const std::map<std::string, PageSection, std::less<>>& first_day() const { return first_day_; }
  const std::map<std::string, LabelText, std::less<>>& labels() const { return labels_; }
  // A label in fr, nl, de or en; its id when there is no such label.
  std::string Text(const std::string& id, std::string_view language) const;
  const Hash& hash() const { return hash_; }  // of the file's bytes

 private:
  friend class CatalogueFile;
  Catalogue() = default;
  std::map<std::string, Field, std::less<>> fields_;
  std::map<std::string, Kind, std::less<>> kinds_;
  std::map<std::string, Bundle, std::less<>> bundles_;
  std::map<std::string, PageSection, std::less<>> first_day_;  // by heading
  std::map<std::string, LabelText, std::less<>> labels_;
  Hash hash_{};
};

}  // namespace relais::directory
