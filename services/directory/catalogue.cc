#include "services/directory/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "services/base/plain_line.h"
#include "services/base/toml_reader.h"

namespace relais::directory {
namespace {

constexpr std::array<std::string_view, 9> kTypeNames = {
    "date", "time", "name", "phone", "reference", "number", "national_number", "language", "code"};
constexpr std::array<std::string_view, 4> kClassNames = {"contact", "procedure", "fact",
                                                         "fragility"};
// The headings of the page for the first day (handover/day_one_page.h).
constexpr std::array<std::string_view, 6> kHeadings = {"arrival", "until_then", "medicine",
                                                       "things",  "days",       "ask_first"};

template <class E, std::size_t N>
std::optional<E> Named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<E>(at - names.begin() + 1);
}

bool IsId(std::string_view text, bool upper) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           (upper && c >= 'A' && c <= 'Z');
  });
}

}  // namespace

std::string_view Name(FieldType type) { return kTypeNames[static_cast<std::size_t>(type) - 1]; }

// Reads one file into a catalogue; labels and fields first, then what refers to them.
class CatalogueFile {
 public:
  explicit CatalogueFile(std::string_view name) : read_(name) {}

  Result<std::shared_ptr<const Catalogue>> Parse(std::string_view text) {
    ASSIGN_OR_RETURN(const toml::table root, read_.Syntax(text));
    RETURN_IF_ERROR(
        read_.OnlyKeys(root, {"label", "field", "kind", "bundle", "first_day"}, "the catalogue"));
    RETURN_IF_ERROR(Each(root, "label", &CatalogueFile::ReadLabel));
    RETURN_IF_ERROR(Each(root, "field", &CatalogueFile::ReadField));
    RETURN_IF_ERROR(Each(root, "kind", &CatalogueFile::ReadKind));
    RETURN_IF_ERROR(Each(root, "bundle", &CatalogueFile::ReadBundle));
    if (root.contains("first_day"))
      RETURN_IF_ERROR(Each(root, "first_day", &CatalogueFile::ReadFirstDay));
    catalogue_->hash_ = Sha256(text);
    return std::shared_ptr<const Catalogue>(std::move(catalogue_));
  }

 private:
  Status Each(const toml::table& root, std::string_view key,
              Status (CatalogueFile::*read)(const toml::table&)) {
    const toml::node* const node = root.get(key);
    const toml::array* const list = node == nullptr ? nullptr : node->as_array();
    if (list == nullptr || list->empty())
      return read_.Expected(TomlReader::LineOf(node), fmt::format("at least one [[{}]]", key));
    for (const toml::node& element : *list) {
      const toml::table* const table = element.as_table();
      if (table == nullptr)
        return read_.Expected(TomlReader::LineOf(&element), fmt::format("a table [[{}]]", key));
      RETURN_IF_ERROR((this->*read)(*table));
    }
    return {};
  }

  Status ReadLabel(const toml::table& table) {
    RETURN_IF_ERROR(read_.OnlyKeys(table, {"id", "text"}, "a label"));
    ASSIGN_OR_RETURN(const std::string id, ReadId(table, true));
    ASSIGN_OR_RETURN(LabelText text, ReadLabelText(table));
    return AddLabel(table, id, std::move(text));
  }

  Status ReadField(const toml::table& table) {
    RETURN_IF_ERROR(read_.OnlyKeys(table, {"id", "type", "codes", "text"}, "a field"));
    Field field;
    ASSIGN_OR_RETURN(field.name, ReadId(table, false));
    ASSIGN_OR_RETURN(const TomlText type, read_.ReadText(table, "type"));
    const auto known = Named<FieldType>(kTypeNames, type.text);
    if (!known)
      return read_.Expected(type.line,
                            fmt::format("a type out of {}", fmt::join(kTypeNames, ", ")));
    field.type = *known;
    if (field.type == FieldType::kCode) {
      ASSIGN_OR_RETURN(const auto codes, read_.ReadList(table, "codes"));
      for (const TomlText& code : codes) {
        RETURN_IF_ERROR(RequireLabel(code.line, fmt::format("code.{}.{}", field.name, code.text)));
        field.codes.push_back(code.text);
      }
    } else if (table.contains("codes")) {
      return read_.Expected(TomlReader::LineOf(&table), "codes only where type is \"code\"");
    }
    ASSIGN_OR_RETURN(LabelText text, ReadLabelText(table));
    RETURN_IF_ERROR(AddLabel(table, "field." + field.name, std::move(text)));
    const std::string name = field.name;
    catalogue_->fields_.emplace(name, std::move(field));
    return {};
  }

  Status ReadKind(const toml::table& table) {
    RETURN_IF_ERROR(read_.OnlyKeys(
        table, {"id", "compartment", "class", "fields", "outcomes", "text"}, "a kind"));
    Kind kind;
    ASSIGN_OR_RETURN(kind.id, ReadId(table, false));
    ASSIGN_OR_RETURN(const TomlText compartment, read_.ReadText(table, "compartment"));
    const auto where = CompartmentNamed(compartment.text);
    if (!where || *where == Compartment::kOwnWords)
      return read_.Expected(compartment.line,
                            "a compartment that professionals write, such as SOCIAL");
    kind.compartment = *where;
    ASSIGN_OR_RETURN(const TomlText name, read_.ReadText(table, "class"));
    const auto kind_class = Named<KindClass>(kClassNames, name.text);
    if (!kind_class)
      return read_.Expected(name.line,
                            fmt::format("a class out of {}", fmt::join(kClassNames, ", ")));
    kind.kind_class = *kind_class;
    RETURN_IF_ERROR(ReadKindFields(table, kind));
    RETURN_IF_ERROR(ReadOutcomes(table, kind));
    ASSIGN_OR_RETURN(kind.label, ReadLabelText(table));
    const std::string id = kind.id;
    if (!catalogue_->kinds_.emplace(id, std::move(kind)).second)
      return read_.Expected(TomlReader::LineOf(&table),
                            fmt::format("an id that no other kind has, got {}", id));
    return {};
  }

  Status ReadKindFields(const toml::table& table, Kind& kind) {
    const toml::node* const node = table.get("fields");
    if (node != nullptr && node->is_array() && node->as_array()->empty()) return {};
    ASSIGN_OR_RETURN(const auto fields, read_.ReadList(table, "fields"));
    for (const TomlText& text : fields) {
      const bool required = text.text.ends_with('!');
      const auto field =
          catalogue_->fields_.find(text.text.substr(0, text.text.size() - (required ? 1 : 0)));
      if (field == catalogue_->fields_.end())
        return read_.Expected(text.line, fmt::format("the id of a [[field]], got {}", text.text));
      kind.fields.push_back({&field->second, required});
    }
    if (kind.fields.size() > 16)
      return read_.Expected(TomlReader::LineOf(node), "at most 16 fields");
    const bool fragility = kind.kind_class == KindClass::kFragility;
    if (fragility && (kind.fields.size() != 1 || kind.fields[0].field->name != "answer"))
      return read_.Expected(TomlReader::LineOf(node), "the one field answer! in a fragility kind");
    return {};
  }

  Status ReadOutcomes(const toml::table& table, Kind& kind) {
    if (kind.kind_class != KindClass::kProcedure) {
      return table.contains("outcomes")
                 ? Status(read_.Expected(TomlReader::LineOf(table.get("outcomes")),
                                         "outcomes only in a procedure"))
                 : Status();
    }
    ASSIGN_OR_RETURN(const auto outcomes, read_.ReadList(table, "outcomes"));
    for (const TomlText& outcome : outcomes) {
      RETURN_IF_ERROR(RequireLabel(outcome.line, "outcome." + outcome.text));
      kind.outcomes.push_back(outcome.text);
    }
    return {};
  }

  Status ReadBundle(const toml::table& table) {
    RETURN_IF_ERROR(read_.OnlyKeys(table, {"id", "days", "cells", "text"}, "a bundle"));
    Bundle bundle;
    ASSIGN_OR_RETURN(bundle.id, ReadId(table, false));
    bundle.days = static_cast<int>(table["days"].value_or(std::int64_t{0}));
    if (bundle.days < 1 || bundle.days > 5 * 365)
      return read_.Expected(TomlReader::LineOf(&table), "days from 1 to 1825");
    ASSIGN_OR_RETURN(bundle.label, ReadLabelText(table));
    const toml::array* const cells = table["cells"].as_array();
    // An entry of the log names at most 64 consents.
    if (cells == nullptr || cells->empty() || cells->size() > 64)
      return read_.Expected(TomlReader::LineOf(&table), "1 to 64 cells");
    for (const toml::node& cell : *cells) {
      if (!cell.is_table())
        return read_.Expected(TomlReader::LineOf(&cell),
                              "a cell { compartments, actions, purposes }");
      RETURN_IF_ERROR(ReadCell(*cell.as_table(), bundle));
    }
    const std::string id = bundle.id;
    if (!catalogue_->bundles_.emplace(id, std::move(bundle)).second)
      return read_.Expected(TomlReader::LineOf(&table),
                            fmt::format("an id that no other bundle has, got {}", id));
    return {};
  }

  // A page lies about: nothing that tells of an illness, a detention, papers or a need of support has a place on it.
  Status ReadFirstDay(const toml::table& table) {
    RETURN_IF_ERROR(read_.OnlyKeys(table, {"id", "kinds", "fields"}, "a heading of the first day"));
    ASSIGN_OR_RETURN(const TomlText id, read_.ReadText(table, "id"));
    if (std::ranges::find(kHeadings, id.text) == kHeadings.end())
      return read_.Expected(id.line, fmt::format("one of {}", fmt::join(kHeadings, ", ")));
    ASSIGN_OR_RETURN(const auto fields, read_.ReadList(table, "fields"));
    std::vector<std::string> printed;
    for (const TomlText& field : fields) {
      if (!catalogue_->fields_.contains(field.text))
        return read_.Expected(field.line, fmt::format("the id of a [[field]], got {}", field.text));
      printed.push_back(field.text);
    }
    const CompartmentSet never{Compartment::kResidence, Compartment::kPsychiatric,
                               Compartment::kJustice, Compartment::kFragility,
                               Compartment::kEmergency};
    ASSIGN_OR_RETURN(const auto kinds, read_.ReadList(table, "kinds"));
    for (const TomlText& text : kinds) {
      const Kind* const kind = catalogue_->FindKind(text.text);
      if (kind == nullptr || never.Has(kind->compartment))
        return read_.Expected(
            text.line, fmt::format("the id of a [[kind]] that a page may show, got {}", text.text));
      catalogue_->first_day_[id.text].push_back({text.text, printed});
    }
    return {};
  }

  Status ReadCell(const toml::table& table, Bundle& bundle) {
    RETURN_IF_ERROR(
        read_.OnlyKeys(table, {"profession", "compartments", "actions", "purposes"}, "a cell"));
    BundleCell cell;
    if (table.contains("profession")) {
      ASSIGN_OR_RETURN(const TomlText profession, read_.ReadText(table, "profession"));
      RETURN_IF_ERROR(RequireLabel(profession.line, "profession." + profession.text));
      cell.profession = profession.text;
    }
    RETURN_IF_ERROR(ReadSet(table, "compartments", CompartmentNamed, cell.compartments));
    RETURN_IF_ERROR(ReadSet(table, "actions", ActionNamed, cell.actions));
    RETURN_IF_ERROR(ReadSet(table, "purposes", PurposeNamed, cell.purposes));
    // What can put a person in danger is asked for one by one, never in a bundle.
    const CompartmentSet never{Compartment::kWhereabouts, Compartment::kResidence,
                               Compartment::kPsychiatric, Compartment::kJustice};
    if (!(cell.compartments & never).Empty())
      return read_.Expected(TomlReader::LineOf(&table),
                            "a cell without WHEREABOUTS, RESIDENCE, PSYCHIATRIC and JUSTICE");
    if (!ActionSet{Action::kRead, Action::kWrite}.Covers(cell.actions))
      return read_.Expected(TomlReader::LineOf(&table), "the actions READ and WRITE only");
    bundle.cells.push_back(std::move(cell));
    return {};
  }

  template <class E>
  Status ReadSet(const toml::table& table, std::string_view key,
                 std::optional<E> (*named)(std::string_view), EnumSet<E>& set) {
    ASSIGN_OR_RETURN(const auto names, read_.ReadList(table, key));
    for (const TomlText& name : names) {
      const auto value = named(name.text);
      if (!value)
        return read_.Expected(name.line, fmt::format("names of {}, got {}", key, name.text));
      set.Add(*value);
    }
    return {};
  }

  Result<std::string> ReadId(const toml::table& table, bool upper) {
    ASSIGN_OR_RETURN(const TomlText id, read_.ReadText(table, "id"));
    if (!IsId(id.text, upper)) return read_.Expected(id.line, "an id of at most 64 of a-z 0-9 _ .");
    return id.text;
  }

  Result<LabelText> ReadLabelText(const toml::table& table) {
    const toml::table* const text = table["text"].as_table();
    if (text == nullptr)
      return read_.Expected(TomlReader::LineOf(&table), "text = { fr, nl, de, en }");
    RETURN_IF_ERROR(read_.OnlyKeys(*text, {"fr", "nl", "de", "en"}, "a text"));
    LabelText label;
    for (const auto& [key, into] :
         {std::pair{"fr", &label.fr}, {"nl", &label.nl}, {"de", &label.de}, {"en", &label.en}}) {
      ASSIGN_OR_RETURN(const TomlText value, read_.ReadText(*text, key));
      // It stands in texts that are signed line by line.
      if (!IsPlainLine(value.text)) return read_.Expected(value.line, "a text on one line");
      *into = value.text;
    }
    return label;
  }

  Status AddLabel(const toml::table& table, const std::string& id, LabelText text) {
    if (catalogue_->labels_.emplace(id, std::move(text)).second) return {};
    return read_.Expected(TomlReader::LineOf(&table),
                          fmt::format("an id that no other label has, got {}", id));
  }
  Status RequireLabel(std::uint32_t line, const std::string& id) {
    if (catalogue_->labels_.contains(id)) return {};
    return read_.Expected(line, fmt::format("a [[label]] {}", id));
  }

  TomlReader read_;
  std::shared_ptr<Catalogue> catalogue_{new Catalogue};
};

Result<std::shared_ptr<const Catalogue>> Catalogue::Parse(std::string_view toml,
                                                          std::string_view name) {
  return CatalogueFile(name).Parse(toml);
}

const Kind* Catalogue::FindKind(std::string_view id) const {
  const auto at = kinds_.find(id);
  return at == kinds_.end() ? nullptr : &at->second;
}

std::string Catalogue::Text(const std::string& id, std::string_view language) const {
  const auto found = labels_.find(id);
  if (found == labels_.end()) return id;
  return In(found->second, language);
}

const std::string& In(const LabelText& text, std::string_view language) {
  if (language == "fr") return text.fr;
  if (language == "nl") return text.nl;
  return language == "de" ? text.de : text.en;
}

const Bundle* Catalogue::FindBundle(std::string_view id) const {
  const auto at = bundles_.find(id);
  return at == bundles_.end() ? nullptr : &at->second;
}

}  // namespace relais::directory
