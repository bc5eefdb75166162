// The page for an emergency, from the real server: signed by its log, open to whom EMERGENCY is, and it tells of nobody.
#include "audit/note.h"
#include "tests/end_to_end/exits.h"

namespace relais {
namespace {

class EmergencySheet : public Exits {
 protected:
  void SetUp() override {
    Exits::SetUp();
    doctor_ = HouseFor("general_practitioner",
                       {v1::COMPARTMENT_EMERGENCY, v1::COMPARTMENT_HEALTH, v1::COMPARTMENT_EXIT});
  }
  v1::GetEmergencySheetRequest SheetIn(const std::string& language, bool own) const {
    v1::GetEmergencySheetRequest request;
    if (!own) *request.mutable_context() = ContextOf(opened_.id);
    request.set_language(language);
    return request;
  }
  std::string Sheet(const std::string& token, const std::string& language) const {
    v1::GetEmergencySheetResponse response;
    const auto status = Call(&v1::Dossiers::Stub::GetEmergencySheet, token,
                             SheetIn(language, token == person_), &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.note();
  }
  void Fact(const std::string& kind,
            const std::vector<std::pair<std::string, std::string>>& fields) const {
    auto request = StepOf(opened_.id);
    request.mutable_step()->set_kind(kind);
    for (const auto& [name, value] : fields) {
      auto& field = *request.mutable_step()->add_fields();
      field.set_name(name);
      field.set_value(value);
    }
    const auto status = Call(&v1::Dossiers::Stub::RecordStep, doctor_, request);
    EXPECT_TRUE(status.ok()) << kind << ": " << status.error_message();
  }
  std::string doctor_;
};

TEST_F(EmergencySheet, SaysWhatWasSaidInFourLanguagesAndNobodysName) {
  Fact("emergency.allergy", {{"allergen", "penicillin"}});
  Fact("emergency.contact_to_call", {{"contact_name", "Zoë Müller"}, {"phone", "+32470123456"}});
  Fact("emergency.advance_directive", {{"exists", "no"}});
  Fact("emergency.language", {{"language", "nl"}, {"interpreter", "needed"}});
  const auto log = audit::NoteVerifier::FromVkey(tree().made().vkey);
  ASSERT_TRUE(log);
  const std::vector<std::pair<std::string, std::vector<std::string>>> expected = {
      {"fr", {"En cas d’urgence", "pénicilline", "néerlandais"}},
      {"nl", {"In geval van nood", "penicilline", "Nederlands"}},
      {"de", {"Im Notfall", "Penizillin", "Niederländisch"}},
      {"en", {"In an emergency", "penicillin", "Dutch"}}};
  // The person's own word about it.
  v1::GetDossierResponse file;
  ASSERT_TRUE(Call(&v1::Dossiers::Stub::GetDossier, person_, v1::GetDossierRequest(), &file).ok());
  for (const v1::Step& step : file.steps()) {
    if (step.kind() != "emergency.contact_to_call") continue;
    v1::AddCounterStatementRequest no;
    no.set_request_id(NewRequestId());
    no.set_step_id(step.id());
    no.set_text("Niet bellen.");
    const auto status = Call(&v1::Dossiers::Stub::AddCounterStatement, person_, no);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  for (const auto& [language, parts] : expected) {
    const std::string note = Sheet(doctor_, language);
    const auto text = audit::OpenNote(note, {&*log, 1});
    ASSERT_TRUE(text) << note;
    EXPECT_TRUE(text->starts_with("relais-paper/1\n" + Day(0) + " " + language + "\n\n")) << note;
    for (const std::string& part : parts) EXPECT_NE(text->find(part), text->npos) << part << note;
    const auto contact = text->find("    Zoë Müller, +32470123456 (");
    ASSERT_NE(contact, text->npos) << note;
    const auto next = text->substr(text->find('\n', contact) + 1);
    EXPECT_TRUE(next.starts_with("    Je ne suis pas") || next.starts_with("    Ik ben het niet") ||
                next.starts_with("    Mit der Zeile") || next.starts_with("    I do not agree"))
        << "what the person contests says so: " << note;
    EXPECT_EQ(text->find("exist: "), text->npos) << note;
    EXPECT_NE(text->find("    __________\n"), text->npos) << "what nobody said is written by hand";
    for (const std::string& secret :
         {opened_.id, opened_.card, hospital_, std::string("Saint-Luc")})
      EXPECT_EQ(note.find(secret), note.npos) << secret;
    EXPECT_EQ(note, Sheet(person_, language)) << "the person has the same";
  }
}

TEST_F(EmergencySheet, IsOpenToWhomTheseFactsAreAndStandsInTheLog) {
  const auto refused = [&](const std::string& token) {
    return Call(&v1::Dossiers::Stub::GetEmergencySheet, token, SheetIn("nl", false));
  };
  const std::string shelter = HouseFor("shelter_worker", {v1::COMPARTMENT_EXIT});
  const std::string stranger = Token(AddProfessional(AddHouse("Ailleurs"), "general_practitioner"));
  EXPECT_EQ(ReasonOf(refused(shelter)), "NOT_OPEN");
  EXPECT_EQ(AllOf(refused(shelter)), AllOf(refused(stranger)));
  EXPECT_EQ(ReasonOf(Call(&v1::Dossiers::Stub::GetEmergencySheet, doctor_, SheetIn("xx", false))),
            "INVALID");
  (void)Sheet(doctor_, "nl");
  int printed = 0;
  for (const v1::Access& one : AllAccesses(person_)) {
    const bool this_one =
        one.method() == "Dossiers.GetEmergencySheet" && one.outcome() == v1::Access::OUTCOME_OPENED;
    printed += this_one ? 1 : 0;
  }
  EXPECT_EQ(printed, 1);
}

}  // namespace
}  // namespace relais
