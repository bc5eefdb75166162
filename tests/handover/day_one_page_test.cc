// The page for the first day: what stands on it, in which order, and what never does.
#include "services/handover/day_one_page.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>

#include "services/base/files.h"
#include "services/dossier/content.h"

namespace relais::handover {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

const Date kMonday(sys_days(std::chrono::year(2026) / 11 / 30));

const directory::Catalogue& TheCatalogue() {
  static const auto catalogue = [] {
    const std::string path = RELAIS_SOURCE_DIR "/deploy/catalogue.toml";
    return directory::Catalogue::Parse(ReadFile(path, 1 << 20).value(), path).value();
  }();
  return *catalogue;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

class DayOnePageTest : public testing::Test {
 protected:
  DayOnePageTest() {
    ask_.emplace();
    ask_->add_needs(v1::NEED_HOME_NURSING);
    ask_->add_access(v1::ACCESS_NEED_NO_STAIRS);
    ask_->set_from_day("2026-11-30");
  }

  v1::Step& Make(const std::string& kind, const Fields& fields,
                 v1::Step::State state = v1::Step::STATE_RECORDED,
                 const std::string& outcome = "") {
    made_.emplace_back();
    v1::Step& step = made_.back();
    step.set_id(RecordId(Array<16>{static_cast<unsigned char>(made_.size())}).Text());
    step.set_kind(kind);
    step.set_state(state);
    step.set_outcome(outcome);
    step.mutable_record_time()->set_seconds(static_cast<std::int64_t>(made_.size()));
    for (const auto& [name, value] : fields) {
      v1::StepField& field = *step.add_fields();
      field.set_name(name);
      field.set_value(value);
    }
    return step;
  }
  void Add(const std::string& kind, const Fields& fields,
           v1::Step::State state = v1::Step::STATE_RECORDED, const std::string& outcome = "") {
    Put(dossier::PartOf(Make(kind, fields, state, outcome)));
  }
  void Words(const std::string& text) {
    v1::GetDossierResponse part;
    v1::OwnWords& words = *part.add_own_words();
    words.set_text(text);
    words.mutable_record_time()->set_seconds(static_cast<std::int64_t>(contents_.size()));
    Put(part);
  }
  void Put(const v1::GetDossierResponse& part) {
    const RecordId id(Array<16>{static_cast<unsigned char>(contents_.size() + 1)});
    contents_.push_back(dossier::EncodeContent(part, id.Text(), 1, Caller(), {}));
    records_.push_back({id, Compartment::kSocial, 1, contents_.back()});
  }
  std::string Text(const std::string& language = "en") const {
    const auto text = DayOnePage(records_, kMonday, ask_, exits_, TheCatalogue(), language,
                                 Date(sys_days(kMonday) - days(3)));
    EXPECT_TRUE(text);
    return text.value_or("");
  }
  // The lines below a heading.
  std::vector<std::string> Under(const std::string& heading) const {
    std::vector<std::string> out;
    const std::string text = Text(), start = "\n" + heading + "\n";
    auto at = text.find(start);
    EXPECT_NE(at, text.npos) << heading << " is not on\n" << text;
    if (at == text.npos) return out;
    for (at += start.size(); text.compare(at, 4, "    ") == 0; at = text.find('\n', at) + 1)
      out.push_back(text.substr(at + 4, text.find('\n', at) - at - 4));
    return out;
  }
  using Lines = std::vector<std::string>;
  const Lines kHand{"__________"};

  std::optional<v1::HandoverAsk> ask_;
  v1::ListExitsResponse exits_;
  std::vector<ledger::OpenRecord> records_;

 private:
  std::list<Bytes> contents_;  // records are views into them
  std::list<v1::Step> made_;
};

TEST_F(DayOnePageTest, WithoutAFactItIsAFormWithWhatWasAsked) {
  EXPECT_EQ(
      Text(),
      "relais-paper/1\n2026-11-27 en\n\nFor the first day - 30/11/2026\n"
      "My name\n    __________\nMy language\n    __________\nI arrive\n    30/11/2026\n"
      "What you are asked for\n    home nursing\n    from 30/11/2026\n"
      "    without stairs\n"
      "A question before then, or tonight\n    __________\n"
      "    Whoever asked you stays responsible until you write down that you have seen me.\n"
      "My medicines\n    __________\nKeys, equipment, heating\n    __________\n"
      "The first seven days\n    __________\nWhat I wrote\n    __________\nIf I do not come\n"
      "    Call nobody around me. Write down that you have not seen me: whoever asked you will "
      "know.\n"
      "Ask me first. You see only what I shared with you; what is missing is not necessarily "
      "settled.\n");
}

TEST_F(DayOnePageTest, SaysWhoComesWhenAndWhomToCall) {
  Add("identity.name", {{"given_name", "Simone"}, {"family_name", "Willems"}});
  Add("identity.language", {{"language", "nl"}, {"interpreter", "needed"}});
  Add("transport.ride_home", {{"on_date", "2026-11-30"}, {"time", "09:30"}, {"vehicle", "taxi"}},
      v1::Step::STATE_CLOSED, "granted");
  Add("exit.duty_number", {{"phone", "+3225551234"}});
  ask_->set_until_day("2026-12-14");
  ask_->mutable_look_for()->set_name("Zoë");
  ask_->mutable_look_for()->set_phone("+32470123456");
  v1::PreparedExit& exit = *exits_.add_exits();
  exit.set_state(v1::PreparedExit::STATE_AGREED);
  exit.mutable_current()->set_day("2026-11-30");
  exit.mutable_current()->set_time("10:00");
  EXPECT_EQ(Under("My name"), Lines{"Simone Willems"});
  EXPECT_EQ(Under("My language"), Lines{"Dutch, an interpreter is needed"});
  EXPECT_EQ(Under("I arrive"),
            (Lines{"30/11/2026", "I leave where I am on 30/11/2026, 10:00",
                   "30/11/2026, 09:30: Transport on the day of leaving (granted)"}));
  EXPECT_EQ(Under("What you are asked for").at(1), "from 30/11/2026 to 14/12/2026");
  EXPECT_NE(Under("A question before then, or tonight").at(0).find("+3225551234"),
            std::string::npos);
  EXPECT_EQ(Under("If I do not come"),
            Lines{"You may call Zoë, +32470123456, until 29/12/2026. Nobody else."});
  Add("identity.alias", {{"alias", "Mona"}});
  EXPECT_EQ(Under("My name"), Lines{"Mona"}) << "the name that the person chose, alone";
}

// It is the day that they were asked for; of a leaving, what is agreed on and near.
TEST_F(DayOnePageTest, ThePersonArrivesOnTheDayThatWasAskedFor) {
  const auto leaves = [&](v1::PreparedExit::State state, const std::string& day) {
    v1::PreparedExit& exit = *exits_.add_exits();
    exit.set_state(state);
    exit.mutable_current()->set_day(day);
    if (state == v1::PreparedExit::STATE_LEFT) exit.mutable_departure()->set_day(day);
  };
  leaves(v1::PreparedExit::STATE_PROPOSED, "2026-11-30");
  leaves(v1::PreparedExit::STATE_LEFT, "2026-11-30");
  leaves(v1::PreparedExit::STATE_LEFT, "2026-09-15");
  leaves(v1::PreparedExit::STATE_AGREED, "2027-03-01");
  leaves(v1::PreparedExit::STATE_PLANNED, "");
  EXPECT_EQ(Under("I arrive"), Lines{"30/11/2026"});
  leaves(v1::PreparedExit::STATE_AGREED, "2026-12-07");
  EXPECT_EQ(Under("I arrive"), (Lines{"30/11/2026", "I leave where I am on 07/12/2026"}))
      << "it was moved";
}

// Without EXIT the service does not see what was asked here: that it may call nobody would be untrue.
TEST_F(DayOnePageTest, WhatCannotBeSeenIsWrittenByHand) {
  ask_.reset();
  EXPECT_EQ(Under("What you are asked for"), kHand);
  EXPECT_EQ(Under("If I do not come"), kHand);
  EXPECT_EQ(Under("I arrive"), Lines{"30/11/2026"});
}

TEST_F(DayOnePageTest, WhatBelongsToAnEarlierStayIsNoneOfThisOne) {
  Add("exit.duty_number", {{"phone", "+3225550001"}});
  Add("exit.duty_number", {{"phone", "+3225550002"}});
  Add("transport.ride_home", {{"on_date", "2025-11-30"}}, v1::Step::STATE_CLOSED, "granted");
  Add("whereabouts.address", {{"street", "Rue Haute 1"}});
  Add("whereabouts.meeting_place", {{"place", "Rue Haute"}});
  Add("whereabouts.meeting_place", {{"place", "Rue Basse"}});
  Add("health.medication_supply", {{"supply_until", "2026-11-29"}});
  Add("network.representative", {{"contact_name", "Me Dupont"}, {"until_date", "2026-01-01"}});
  EXPECT_EQ(Under("A question before then, or tonight").at(0).find("0001"), std::string::npos);
  EXPECT_NE(Under("A question before then, or tonight").at(0).find("0002"), std::string::npos);
  const Lines arrival = Under("I arrive");
  ASSERT_EQ(arrival.size(), 2U);
  EXPECT_TRUE(arrival[1].ends_with(": Rue Basse")) << arrival[1];
  EXPECT_EQ(Under("My medicines"), kHand);
  EXPECT_EQ(Text().find("Dupont"), std::string::npos);
}

TEST_F(DayOnePageTest, TheTimeIsThatOfTheAppointmentAndOfNothingElse) {
  Add("exit.first_appointment",
      {{"on_date", "2026-12-10"}, {"time", "14:00"}, {"deadline", "2026-12-06"}},
      v1::Step::STATE_OPENED);
  const Lines week = Under("The first seven days");
  ASSERT_EQ(week.size(), 1U);
  EXPECT_TRUE(week[0].starts_with("06/12/2026: ")) << week[0];
  EXPECT_NE(week[0].find("10/12/2026, 14:00"), std::string::npos) << week[0];
}

TEST_F(DayOnePageTest, TheFirstSevenDaysStandByDayAndWhatRunsBesideThem) {
  const auto open = v1::Step::STATE_OPENED;
  Add("exit.first_appointment", {{"on_date", "2026-12-02"}, {"time", "14:00"}, {"phone", "+3222"}},
      open);
  Add("exit.first_appointment", {{"on_date", "2026-12-02"}, {"time", "09:00"}, {"phone", "+3221"}},
      open);
  Add("care.meals", {{"from_date", "2026-11-30"}}, v1::Step::STATE_CLOSED, "granted");
  Add("exit.call_after", {{"phone", "+3229"}, {"on_date", "2026-12-07"}}, open);
  Add("income.cpas_aid", {{"deadline", "2026-12-06"}, {"reference", "A-7"}}, open);
  const Lines week = Under("The first seven days");
  ASSERT_EQ(week.size(), 4U) << Text();
  EXPECT_TRUE(week[0].starts_with("30/11/2026: ")) << week[0];
  EXPECT_TRUE(week[1].starts_with("02/12/2026, 09:00: ") && week[1].ends_with(": +3221"));
  EXPECT_TRUE(week[2].starts_with("02/12/2026, 14:00: ") && week[2].ends_with(": +3222"));
  EXPECT_TRUE(week[3].starts_with("06/12/2026: ") && week[3].find("A-7") != std::string::npos);
  ASSERT_EQ(Under("What is under way").size(), 1U) << "the eighth day is no first week";
  EXPECT_NE(Under("What is under way")[0].find("+3229"), std::string::npos);
}

TEST_F(DayOnePageTest, WhatIsNoHelpOnTheFirstDayIsLeftOut) {
  const Fields monday = {{"on_date", "2026-11-30"}};
  for (const char* const outcome : {"refused", "no_place", "withdrawn", "not_needed", "lapsed"})
    Add("care.meals", monday, v1::Step::STATE_CLOSED, outcome);
  Add("care.meals", monday, v1::Step::STATE_CANCELLED);
  EXPECT_EQ(Under("The first seven days"), kHand);
  EXPECT_EQ(Text().find("What is under way"), std::string::npos);
}

// The page lies about: whatever the file holds, it tells of no illness, detention, papers or need of support.
TEST_F(DayOnePageTest, AttackAFactThatTellsOfWhatThePageMustNot) {
  const CompartmentSet never{Compartment::kResidence, Compartment::kPsychiatric,
                             Compartment::kJustice, Compartment::kFragility,
                             Compartment::kEmergency};
  const std::string before = Text();
  for (const auto& [id, kind] : TheCatalogue().kinds()) {
    if (!never.Has(kind.compartment)) continue;
    Fields fields;
    for (const auto& field : kind.fields) fields.emplace_back(field.field->name, "2026-11-30");
    Add(id, fields, v1::Step::STATE_OPENED);
  }
  for (const char* const kind :
       {"health.pregnancy_follow_up", "health.palliative_support", "health.rehabilitation",
        "contact.specialist", "documents.handed_to_person", "income.sickness_benefit",
        "exit.belongings_returned", "whereabouts.address"})
    Add(kind, {{"on_date", "2026-11-30"}, {"place", "Oncologie"}}, v1::Step::STATE_OPENED);
  EXPECT_EQ(Text(), before);
  Add("health.medication_supply", {{"supply_until", "2026-12-04"}, {"medicine", "lithium"}});
  EXPECT_EQ(Under("My medicines"), Lines{"Medicines in hand: supply lasts until: 04/12/2026"});
  EXPECT_EQ(Text().find("lithium"), std::string::npos);
}

// Nor do the fields of what stands on it: where somebody is treated, what they carry, where it was kept.
TEST_F(DayOnePageTest, AttackAFieldThatTellsOfWhatThePageMustNot) {
  const CompartmentSet health{Compartment::kHealth};
  std::size_t kinds = 0;
  for (const auto& [heading, section] : TheCatalogue().first_day()) {
    for (const directory::PageKind& one : section) {
      const directory::Kind& kind = *TheCatalogue().FindKind(one.kind);
      records_.clear();
      Fields fields;
      std::vector<std::string> hidden;
      for (const auto& [field, required] : kind.fields) {
        const bool name = field->type == directory::FieldType::kName;
        const bool tells = field->name == "medicine" || field->name == "equipment" ||
                           field->name == "bring" || field->name == "bring_also" ||
                           field->name == "document" ||
                           (name &&
                            (health.Has(kind.compartment) || heading == "until_then" ||
                             one.kind == "exit.belongings_returned") &&
                            field->name != "contact_name" && field->name != "handed_to");
        const std::string value =
            field->type == directory::FieldType::kCode ? field->codes.back() : "Value";
        fields.emplace_back(field->name, value);
        if (!tells) continue;
        hidden.push_back(field->type == directory::FieldType::kCode
                             ? TheCatalogue().Text("code." + field->name + "." + value, "en")
                             : "Tells-of-" + field->name);
        if (name) fields.back().second = "Tells-of-" + field->name;
      }
      Add(one.kind, fields,
          kind.kind_class == directory::KindClass::kProcedure ? v1::Step::STATE_OPENED
                                                              : v1::Step::STATE_RECORDED);
      for (const std::string& value : hidden)
        EXPECT_EQ(Text().find(value), std::string::npos) << one.kind << ": " << value << Text();
      ++kinds;
    }
  }
  EXPECT_GT(kinds, 30U);
}

TEST_F(DayOnePageTest, WhatDoesNotFitIsCountedAndNotLeftOutInSilence) {
  const auto add = [&](const char* kind, int count, const Fields& fields) {
    for (int i = 0; i < count; ++i) Add(kind, fields, v1::Step::STATE_CLOSED, "done");
  };
  add("exit.keys_in_hand", 30, {{"handed_to", "Zoë"}});
  Lines things = Under("Keys, equipment, heating");
  const std::string before = Text();
  ASSERT_FALSE(things.empty());
  EXPECT_EQ(things.back(), "and " + std::to_string(31 - things.size()) + " more: in the file");
  add("care.meals", 30, {{"on_date", "2026-12-01"}, {"desk", std::string(110, 'x')}});
  for (const char* const language : {"fr", "nl", "de", "en"})
    EXPECT_LE(Text(language).size(), kMostBytes) << "a code holds it";
  EXPECT_LE(std::ranges::count(Text(), '\n'), 50) << "and a page";
  EXPECT_EQ(std::ranges::count(Under("The first seven days").back(), ':'), 1) << "the rest counted";
}

TEST_F(DayOnePageTest, ThePersonsWordsAreTheirsAndOnOneLine) {
  const std::string home = "Ik wil naar huis. Niet naar het rusthuis.";
  Words("Ik wil naar huis.\nNiet naar het rusthuis.");
  EXPECT_EQ(Under("What I wrote"), Lines{home});
  Words(std::string(395, 'x'));
  Words("Mijn zoon hoeft niet meer te komen.");
  EXPECT_EQ(Under("What I wrote"), (Lines{"Mijn zoon hoeft niet meer te komen.", home,
                                          "I wrote more: it is in the file."}))
      << "the newest first, and what is too long leaves the others their room";
  records_.clear();
  Words("\x1b[2J");
  EXPECT_EQ(Under("What I wrote"), Lines{"I wrote more: it is in the file."});
}

TEST_F(DayOnePageTest, WhatThePersonContestsSaysSo) {
  const v1::Step& step = Make("exit.keys_in_hand", {}, v1::Step::STATE_CLOSED, "done");
  v1::GetDossierResponse part = dossier::PartOf(step), no;
  no.add_counter_statements()->set_step_id(step.id());
  Put(part);
  Put(no);
  const Lines things = Under("Keys, equipment, heating");
  ASSERT_EQ(things.size(), 1U);
  EXPECT_TRUE(things[0].ends_with(" - I do not agree with this")) << things[0];
}

TEST_F(DayOnePageTest, EachLanguageHasItsWordsAndNoneIsLeftOver) {
  Add("identity.language", {{"language", "fr"}});
  ask_->mutable_look_for()->set_name("Zoë");
  ask_->mutable_look_for()->set_phone("+32470123456");
  for (const auto& [language, part] :
       {std::pair{"fr", "Si je ne viens pas\n    Vous pouvez appeler Zoë"},
        std::pair{"nl", "Als ik niet kom\n    U mag Zoë bellen"},
        std::pair{"de", "Wenn ich nicht komme\n    Sie dürfen Zoë anrufen"},
        std::pair{"en", "If I do not come\n    You may call Zoë"}}) {
    const std::string text = Text(language);
    EXPECT_NE(text.find(part), text.npos) << text;
    EXPECT_EQ(text.find("day_one."), text.npos) << text;
    EXPECT_EQ(text.find('{'), text.npos) << text;
  }
}

}  // namespace
}  // namespace relais::handover
