#include "services/consent/statement.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "services/consent/rules.h"

namespace relais::consent {
namespace {

using access::ConsentCell;
using access::GranteeKind;

constexpr char kZone[] = "Europe/Brussels";
constexpr char kHeader[] = "relais-consent/1\n", kTrusted[] = "trusted ", kMandate[] = "mandate ";

class Words {
 public:
  Words(const directory::Catalogue& catalogue, std::string_view language)
      : catalogue_(catalogue), language_(language) {}
  std::string Of(const std::string& id) const { return catalogue_.Text(id, language_); }
  template <class E>
  std::string List(EnumSet<E> set, int count, const char* group) const {
    std::string out;
    for (int i = 1; i <= count; ++i) {
      const auto value = static_cast<E>(i);
      if (set.Has(value)) out += (out.empty() ? "" : "; ") + Of(group + std::string(Name(value)));
    }
    return out;
  }
  std::string LastDay(Instant end) const {
    const auto local = date::make_zoned(kZone, end - Millis(1)).get_local_time();
    return date::format(language_ == "de" ? "%d.%m.%Y" : "%d/%m/%Y",
                        date::floor<date::days>(local));
  }

 private:
  const directory::Catalogue& catalogue_;
  const std::string_view language_;
};

std::string MandateWord(std::uint8_t kind) {
  return v1::MandateKind_Name(kind).substr(sizeof "MANDATE_KIND_" - 1);
}

// Who says yes in the person's place, for what, and on what that rests; beside it, what they also see.
std::string PlainMandate(const Line& line, const Words& words, bool by_others) {
  std::string rests_on = words.Of("mandate." + MandateWord(line.mandate));
  if (!line.document.empty()) rests_on += " (" + line.document + ")";
  const std::string what = words.List(line.cell.compartments, kCompartments, "compartment.");
  std::string out =
      Filled(words.Of(by_others ? "consent.represents" : "consent.represents_me"),
             {{"{whom}", line.whom}, {"{what}", what}, {"{mandate}", std::move(rests_on)}});
  if (line.cell.actions.Has(Action::kRead)) out += " " + words.Of("consent.represents_reads");
  return out;
}

std::string Plain(const Line& line, const Words& words, bool by_others) {
  const ConsentCell& cell = line.cell;
  if (IsMandate(cell)) return PlainMandate(line, words, by_others);
  if (IsAsked(cell)) return Filled(line.asked, {{"{whom}", line.whom}});
  const bool reads = cell.actions.Has(Action::kRead), writes = cell.actions.Has(Action::kWrite);
  const bool trusted = cell.grantee_kind == GranteeKind::kTrustedPerson;
  return Filled(words.Of(trusted           ? "consent.trusted_reads"
                         : reads && writes ? "consent.reads_and_writes"
                         : reads           ? "consent.reads"
                                           : "consent.writes"),
                {{"{whom}", line.whom},
                 {"{what}", words.List(cell.compartments, kCompartments, "compartment.")},
                 {"{purpose}", words.List(cell.purposes, kPurposes, "purpose.")}});
}

std::string Until(const Line& line, const Words& words) {
  const bool later = line.cell.start != Instant{};
  const std::string from = later
                               ? Filled(words.Of("consent.from"),
                                        {{"{from}", words.LastDay(line.cell.start + Millis(1))}}) +
                                     " "
                               : "";
  return from + Filled(words.Of("consent.until"), {{"{until}", words.LastDay(line.cell.end)}});
}

template <class E>
std::string Names(EnumSet<E> set, int count) {
  std::string out;
  for (int i = 1; i <= count; ++i) {
    const auto value = static_cast<E>(i);
    if (set.Has(value)) out += (out.empty() ? "" : ",") + std::string(Name(value));
  }
  return out;
}

std::string IdOf(const ConsentCell& cell) {
  if (cell.grantee_kind == GranteeKind::kProfessional) return ProfessionalId(cell.grantee).Text();
  if (cell.grantee_kind == GranteeKind::kUnit) return UnitId(cell.grantee).Text();
  if (cell.grantee_kind == GranteeKind::kTrustedPerson) return TrustedPersonId(cell.grantee).Text();
  return OrganisationId(cell.grantee).Text();
}

std::string ForMachines(std::size_t number, const Line& line) {
  const ConsentCell& cell = line.cell;
  std::string trusted = cell.grantee_kind == GranteeKind::kTrustedPerson
                            ? fmt::format("{}{} {}\n", kTrusted, IdOf(cell), line.whom)
                            : "";
  if (IsMandate(cell))
    trusted += fmt::format("{}{}{}{}\n", kMandate, MandateWord(line.mandate),
                           line.document.empty() ? "" : " ", line.document);
  return trusted + fmt::format("line {} {} {} {} {} {} {} {}\n", number, IdOf(cell),
                               cell.profession.empty() ? "-" : cell.profession,
                               Names(cell.compartments, kCompartments),
                               Names(cell.actions, static_cast<int>(Action::kRelate)),
                               Names(cell.purposes, kPurposes),
                               cell.start == Instant{} ? "-" : std::to_string(ToMillis(cell.start)),
                               ToMillis(cell.end));
}

Error NotOurs() { return {Reason::kCorrupt, "this is no statement of a consent"}; }

template <class E>
Result<EnumSet<E>> SetOf(const std::string& names, std::optional<E> (*named)(std::string_view)) {
  EnumSet<E> out;
  std::istringstream in(names);
  for (std::string name; std::getline(in, name, ',');) {
    const auto value = named(name);
    if (!value) return tl::unexpected<Error>(NotOurs());
    out.Add(*value);
  }
  if (out.Empty()) return tl::unexpected<Error>(NotOurs());
  return out;
}

Result<Instant> TimeOf(const std::string& text) {
  std::int64_t value = 0;
  const auto* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return tl::unexpected<Error>(NotOurs());
  return FromMillis(value);
}

Result<ConsentCell> CellIn(const std::string& line) {
  std::istringstream in(line);
  std::string word, number, whom, profession, compartments, actions, purposes, start, end, more;
  in >> word >> number >> whom >> profession >> compartments >> actions >> purposes >> start >> end;
  if (!in || in >> more || word != "line") return tl::unexpected<Error>(NotOurs());
  ConsentCell cell;
  if (whom.starts_with("pro_")) {
    ASSIGN_OR_RETURN(const auto id, ProfessionalId::Parse(whom));
    cell.grantee = id.bytes();
  } else if (whom.starts_with("uni_")) {
    ASSIGN_OR_RETURN(const auto id, UnitId::Parse(whom));
    cell.grantee = id.bytes();
    cell.grantee_kind = GranteeKind::kUnit;
  } else if (whom.starts_with("tru_")) {
    ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(whom));
    cell.grantee = id.bytes();
    cell.grantee_kind = GranteeKind::kTrustedPerson;
  } else {
    ASSIGN_OR_RETURN(const auto id, OrganisationId::Parse(whom));
    cell.grantee = id.bytes();
    cell.grantee_kind = profession == "-" ? GranteeKind::kOrganisation : GranteeKind::kProfessionIn;
  }
  if (profession != "-") cell.profession = profession;
  ASSIGN_OR_RETURN(cell.compartments, SetOf(compartments, &CompartmentNamed));
  ASSIGN_OR_RETURN(cell.actions, SetOf(actions, &ActionNamed));
  ASSIGN_OR_RETURN(cell.purposes, SetOf(purposes, &PurposeNamed));
  if (start != "-") {
    ASSIGN_OR_RETURN(cell.start, TimeOf(start));
  }
  ASSIGN_OR_RETURN(cell.end, TimeOf(end));
  return cell;
}

// Those behind the three of the header.
Result<std::vector<std::string>> LinesForMachines(std::string_view statement) {
  // The last one: a name in the plain part holds no newline.
  const auto at = statement.rfind(std::string("\n\n") + kHeader);
  if (at == statement.npos) return tl::unexpected<Error>(NotOurs());
  std::istringstream in(std::string(statement.substr(at + 2)));
  std::vector<std::string> out;
  std::string line;
  for (int i = 0; i < 3; ++i) std::getline(in, line);
  while (std::getline(in, line)) out.push_back(line);
  return out;
}

// What it rests on goes to `document`.
Result<std::uint8_t> MandateIn(std::string_view line, std::string& document) {
  line.remove_prefix(std::string_view(kMandate).size());
  const auto space = std::min(line.find(' '), line.size());
  v1::MandateKind kind{};
  if (!v1::MandateKind_Parse("MANDATE_KIND_" + std::string(line.substr(0, space)), &kind))
    return tl::unexpected<Error>(NotOurs());
  document = line.substr(std::min(space + 1, line.size()));
  return static_cast<std::uint8_t>(kind);
}

}  // namespace

std::string Filled(std::string_view text,
                   const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  while (!text.empty()) {
    bool filled = false;
    for (const auto& [blank, value] : values) {
      if (!text.starts_with(blank)) continue;
      out += value;
      text.remove_prefix(blank.size());
      filled = true;
      break;
    }
    if (filled) continue;
    out += text.front();
    text.remove_prefix(1);
  }
  return out;
}

std::string StatementOf(const StatementParts& parts) {
  const Words words(parts.catalogue, parts.language);
  const bool by_others = parts.unable || parts.represented;
  const bool mandate = IsMandate(parts.lines.front().cell);
  std::string plain = words.Of(parts.represented         ? "consent.represented_intro"
                               : parts.unable && mandate ? "consent.mandate_intro"
                               : parts.unable            ? "consent.unable_intro"
                                                         : "consent.intro") +
                      "\n",
              machine;
  const std::string last = Until(parts.lines.back(), words);
  const bool together = std::ranges::all_of(
      parts.lines, [&](const Line& line) { return Until(line, words) == last; });
  std::size_t number = 0;
  for (const Line& line : parts.lines) {
    plain += fmt::format("{}. {}{}\n", ++number, Plain(line, words, by_others),
                         together ? "" : " " + Until(line, words));
    if (IsAsked(line.cell)) plain += words.Of("consent.once_accepted") + "\n";
    if (!line.judged.empty()) plain += "   " + words.Of("consent.reports." + line.judged) + "\n";
    machine += ForMachines(number, line);
  }
  if (together) plain += last + "\n";
  for (const char* const id : {by_others ? "consent.unable" : "consent.back",
                               by_others ? "consent.seen_unable" : "consent.seen"})
    plain += words.Of(id) + "\n";
  if (!by_others)
    plain += words.Of(parts.custody ? "consent.free_in_custody" : "consent.free") + "\n";
  return fmt::format("{}\n{}proposal {}\ncatalogue {}\n{}", plain, kHeader, parts.id.Text(),
                     ToHex(View(parts.catalogue.hash())), machine);
}

Result<std::vector<ConsentCell>> CellsIn(std::string_view statement) {
  ASSIGN_OR_RETURN(const auto lines, LinesForMachines(statement));
  std::vector<ConsentCell> cells;
  for (const std::string& line : lines) {
    if (line.starts_with(kTrusted) || line.starts_with(kMandate)) continue;
    ASSIGN_OR_RETURN(ConsentCell cell, CellIn(line));
    cells.push_back(std::move(cell));
  }
  if (cells.empty()) return tl::unexpected<Error>(NotOurs());
  return cells;
}

Result<std::vector<identity::TrustedPerson>> TrustedIn(std::string_view statement) {
  ASSIGN_OR_RETURN(const auto lines, LinesForMachines(statement));
  std::vector<identity::TrustedPerson> out;
  for (std::string_view line : lines) {
    if (line.starts_with(kMandate)) {
      if (out.empty()) return tl::unexpected<Error>(NotOurs());
      ASSIGN_OR_RETURN(out.back().mandate, MandateIn(line, out.back().document));
      continue;
    }
    if (!line.starts_with(kTrusted)) continue;
    line.remove_prefix(std::string_view(kTrusted).size());
    const auto space = line.find(' ');
    if (space == line.npos) return tl::unexpected<Error>(NotOurs());
    ASSIGN_OR_RETURN(const auto id, TrustedPersonId::Parse(std::string(line.substr(0, space))));
    out.push_back({id, {}, std::string(line.substr(space + 1))});
  }
  return out;
}

}  // namespace relais::consent
