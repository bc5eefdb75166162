#include "tests/cli/cli_fixture.h"

#include <google/protobuf/text_format.h>

#include <cstdlib>
#include <fstream>

namespace relais::cli {
namespace {

constexpr char kCatalogue[] = R"(
  kinds { id: "housing.shelter_place" compartment: COMPARTMENT_SOCIAL class: CLASS_PROCEDURE
          label { fr: "Place d'hébergement" nl: "Opvangplaats" de: "Notunterkunft" en: "Shelter place" }
          fields { name: "place" type: "name" required: true } fields { name: "until" type: "date" }
          fields { name: "sort" type: "code" codes: "night" codes: "week" }
          outcomes: "granted" outcomes: "refused" }
  kinds { id: "housing.rent" compartment: COMPARTMENT_SOCIAL class: CLASS_PROCEDURE label { en: "Rent" }
          outcomes: "granted" }
  kinds { id: "income.benefit" compartment: COMPARTMENT_SOCIAL class: CLASS_PROCEDURE
          label { en: "Unemployment benefit" } outcomes: "granted" }
  kinds { id: "contact.visit" compartment: COMPARTMENT_SOCIAL class: CLASS_CONTACT label { en: "Visit" } }
  kinds { id: "identity.name" compartment: COMPARTMENT_IDENTITY class: CLASS_FACT label { en: "Name" }
          fields { name: "given_name" type: "name" } fields { name: "family_name" type: "name" } }
  labels { id: "compartment.SOCIAL" text { en: "Everyday life" fr: "Vie quotidienne" } }
  labels { id: "compartment.IDENTITY" text { en: "Who the person is" } }
  labels { id: "purpose.EXIT_PREPARATION" text { en: "preparing the leaving" } }
  labels { id: "reason.intake" text { en: "first talk after admission" } }
  labels { id: "profession.hospital_social_worker" text { en: "hospital social worker" } }
  labels { id: "state.IN_PROGRESS" text { en: "on its way" } }
  labels { id: "state.CLOSED" text { en: "closed" } }
  labels { id: "outcome.granted" text { en: "agreed" fr: "accordé" } }
  labels { id: "field.place" text { en: "where" } }
  labels { id: "code.sort.night" text { en: "one night" } }
  labels { id: "text.shared_only" text { en: "You see only what was shared with you; ask them." } }
  bundles { id: "home_after_hospital" label { en: "Going home" } days: 90 }
  version: "abc"
)";

constexpr char kDossierText[] = R"(
  dossier_id: "dos_0123456789ABCDEFGHJKMNPQRS"
  steps { id: "stp_AAAAAAA456789ABCDEFGHJKMNP" version: 2 kind: "housing.shelter_place" compartment: COMPARTMENT_SOCIAL
          state: STATE_IN_PROGRESS happened_on: "2026-11-20" record_time { seconds: 1795262400 }
          fields { name: "place" value: "Rue\033[31m Haute" } fields { name: "sort" value: "night" } corrected: true }
  steps { id: "stp_AAAAAAB456789ABCDEFGHJKMNP" version: 1 kind: "contact.visit" compartment: COMPARTMENT_SOCIAL
          state: STATE_RECORDED happened_on: "2026-11-21" record_time { seconds: 1795262400 } }
  steps { id: "stp_CCCCCCC456789ABCDEFGHJKMNP" version: 1 kind: "identity.name" compartment: COMPARTMENT_IDENTITY
          state: STATE_RECORDED happened_on: "2026-11-01" record_time { seconds: 1795262400 }
          fields { name: "given_name" value: "Simone" } fields { name: "family_name" value: "Maes" } }
  steps { id: "stp_DDDDDDD456789ABCDEFGHJKMNP" version: 4 kind: "income.benefit" compartment: COMPARTMENT_SOCIAL
          state: STATE_CLOSED outcome: "granted" happened_on: "2026-11-22" record_time { seconds: 1795262400 } }
  attributions { record_id: "stp_AAAAAAA456789ABCDEFGHJKMNP" version: 2 name: "Anna Peeters" organisation: "Saint-Jean"
                 profession: "hospital_social_worker" }
  attributions { record_id: "stp_AAAAAAB456789ABCDEFGHJKMNP" version: 1 masked: true }
  attributions { record_id: "stp_CCCCCCC456789ABCDEFGHJKMNP" version: 1 }
  own_words { id: "stp_E" text: "I want to\nsee my garden." record_time { seconds: 1795262400 } }
  counter_statements { id: "stp_F" step_id: "stp_AAAAAAA456789ABCDEFGHJKMNP" text: "I never agreed to this."
                       record_time { seconds: 1795262400 } }
  support: SUPPORT_NEEDED
  bases { compartment: COMPARTMENT_SOCIAL rule: "hospital_social_worker" consent_id: "con_X"
          end_time { seconds: 1798757999 } }
)";

}  // namespace

CliTest::CliTest() {
  setenv("TZ", "Europe/Brussels", 1);
  setenv("LANG", "en_GB.UTF-8", 1);
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "RELAIS_PROFILE"}) unsetenv(name);
  tzset();
  std::string pattern = (std::filesystem::temp_directory_path() / "relais-cli-XXXXXX").string();
  folder = mkdtemp(pattern.data());
  for (const char* name : {"ca.pem", "device.pem", "device.key"}) Write(name, "pem");
  Write("token.jwt", "abc.def.ghi\n");
  Write("profile.toml",
        "server = \"127.0.0.1:1\"\nca = \"ca.pem\"\ncert = \"device.pem\"\nkey = \"device.key\"\n"
        "token_file = \"token.jwt\"\npurpose = \"EXIT_PREPARATION\"\nreason = \"intake\"\n");
  server.Answer(SampleCatalogue());
  server.Answer(SampleDossier());
  connect = [this](const Profile&, const Credentials&) { return server.InProcess(); };
}

CliTest::~CliTest() { std::filesystem::remove_all(folder); }

int CliTest::Relais(const std::vector<std::string>& arguments) {
  std::vector<std::string> all = {"--as", (folder / "profile.toml").string()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return Bare(all);
}

int CliTest::Bare(const std::vector<std::string>& arguments) {
  console.output.str("");
  console.errors.str("");
  return cli::Run(arguments, {console, random, now, connect});
}

void CliTest::Write(const std::string& name, const std::string& text) const {
  std::ofstream(folder / name) << text;
}

std::string CliTest::Read(const std::string& name) const {
  std::ifstream in(folder / name);
  return {std::istreambuf_iterator<char>(in), {}};
}

v1::GetCatalogueResponse SampleCatalogue() {
  v1::GetCatalogueResponse out;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kCatalogue, &out));
  return out;
}

v1::GetDossierResponse SampleDossier() {
  v1::GetDossierResponse out;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kDossierText, &out));
  return out;
}

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

testing::AssertionResult InOrder(const std::string& text, const std::string& first,
                                 const std::string& second) {
  const std::size_t a = text.find(first);
  const std::size_t b = text.find(second);
  if (a == std::string::npos)
    return testing::AssertionFailure() << "no \"" << first << "\" in:\n" << text;
  if (b == std::string::npos)
    return testing::AssertionFailure() << "no \"" << second << "\" in:\n" << text;
  return a < b ? testing::AssertionSuccess()
               : testing::AssertionFailure() << "wrong order in:\n"
                                             << text;
}

}  // namespace relais::cli
