// The notices that we ship tell a stranger nothing, fill one SMS at most, and a file that is not a
// notice is refused where it is wrong.
#include "services/notification/notices.h"

#include <gtest/gtest.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "services/base/files.h"
#include "tests/keys/scratch.h"

namespace relais::notification {
namespace {

using Texts = std::vector<std::string>;

constexpr char kHelp[] = "0800 12 345";
const NoticeValues kLongest{9'999'999, "0000"};
constexpr char kCode[] = "123456";

// --- What we ship ---

// Of any letter that a word of hospitals, courts, welfare or records begins with; parts of words
// where the language bends them.
const std::map<std::string, Texts> kForbidden = {
    {"fr",
     {"hôpital", "hospital", "clinique", "prison", "détenu",  "tribunal", "justice", "police",
      "dossier", "fiche",    "registre", "santé",  "soin",    "médec",    "médic",   "patient",
      "social",  "consent",  "ouvert",   "ouvrir", "consult", "lecture",  "regard",  "accès",
      "accéd",   "nom ",     "relais",   "rue ",   "abri"}},
    {"nl", {"ziekenhuis", "kliniek", "gevangen", "rechtbank",   "rechter", "justitie", "politie",
            "dossier",    "bestand", "gegevens", "zorg",        "gezond",  "medisch",  "arts",
            "dokter",     "patiënt", "sociaal",  "toestemming", "geopend", "gelezen",  "gekeken",
            "inzage",     "toegang", "naam",     "opvang",      "dakloos"}},
    {"de", {"krankenhaus", "klinik",  "gefängnis", "haft",    "gericht",    "justiz",  "polizei",
            "akte",        "dossier", "daten",     "pflege",  "gesundheit", "medizin", "arzt",
            "patient",     "sozial",  "einwillig", "zustimm", "geöffnet",   "gelesen", "gesehen",
            "eingesehen",  "zugriff", "zugang",    "name",    "obdach"}},
    {"en", {"hospital", "clinic",  "prison",  "jail",    "court",  "justice", "police",
            "file",     "dossier", "record",  "case",    "health", "care",    "medical",
            "doctor",   "patient", "social",  "consent", "opened", "read",    "looked",
            "access",   "name",    "shelter", "homeless"}},
    {"es", {"hospital", "clínica",    "prisión",   "cárcel",   "tribunal", "juzgado", "justicia",
            "policía",  "expediente", "historial", "registro", "salud",    "médic",   "doctor",
            "paciente", "social",     "consent",   "abierto",  "abrió",    "leído",   "leyó",
            "mirado",   "consult",    "acceso",    "nombre",   "albergue"}},
    {"pt", {"hospital", "clínica", "prisão",  "cadeia",  "tribunal", "justiça", "polícia",
            "processo", "dossiê",  "ficha",   "registo", "saúde",    "médic",   "doutor",
            "paciente", "social",  "consent", "aberto",  "abriu",    "lido",    "leram",
            "viram",    "consult", "acesso",  "nome",    "abrigo"}},
    {"pl", {"szpital", "klinik",  "więzieni", "areszt",   "sąd",      "sprawiedliwo", "policj",
            "akta",    "teczk",   "spraw",    "rejestr",  "zdrow",    "opiek",        "medyczn",
            "lekarz",  "pacjent", "socjal",   "społeczn", "zgod",     "otwar",        "czyta",
            "zagląda", "dostęp",  "nazwisk",  "imię",     "schronisk"}},
    {"ro", {"spital", "clinic",  "închis",  "penitenciar", "tribunal", "instanț", "justiți",
            "poliți", "dosar",   "registr", "caz",         "sănătate", "îngrij",  "medic",
            "doctor", "pacient", "social",  "consimț",     "acord",    "deschis", "citit",
            "uitat",  "acces",   "nume",    "adăpost"}},
    {"tr", {"hastane", "klinik", "cezaev", "hapis", "hapish", "mahkeme", "adalet",
            "polis",   "dosya",  "kayıt",  "kaydı", "sağlık", "bakım",   "tıbbi",
            "doktor",  "hasta",  "sosyal", "rıza",  "onay",   "açıl",    "açtı",
            "okudu",   "okundu", "baktı",  "eriş",  "isim",   "adınız",  "barınak"}},
    {"ar", {"مستشفى", "عيادة", "سجن",   "محكمة", "قضاء", "عدالة", "شرطة", "ملف",     "سجل",
            "حالة",   "صحة",   "صحي",   "رعاية", "طبي",  "دكتور", "مريض", "اجتماعي", "موافقة",
            "فتح",    "قرأ",   "قراءة", "اطّلع",  "اطلع", "وصول",  "اسم",  "مأوى"}},
    {"uk",
     {"лікарн", "клінік", "в'язниц", "тюрм",   "суд",   "юстиці",  "правосуд", "поліці",   "справ",
      "досьє",  "реєстр", "здоров",  "догляд", "медич", "лікар",   "пацієнт",  "соціальн", "згод",
      "відкри", "чита",   "перегля", "доступ", "ім'я",  "прізвищ", "притул"}},
};

// As an SMS writes it, and without capitals. Kept, for ICU is slow to make its rules.
const std::string& Folded(const std::string& text) {
  static std::map<std::string, std::string> kept;
  const auto [at, is_new] = kept.try_emplace(text);
  std::string small;
  if (is_new)
    at->second = ToGsm(
        icu::UnicodeString::fromUTF8(text).toLower(icu::Locale::getRoot()).toUTF8String(small));
  return at->second;
}

// The forbidden words of the language that stand in `text`.
Texts Tells(const std::string& language, const std::string& text) {
  Texts out;
  const std::string& folded = Folded(text);
  for (const std::string& word : kForbidden.at(language))
    if (folded.find(Folded(word)) != folded.npos) out.push_back(word);
  return out;
}

class ShippedNotices : public testing::Test {
 protected:
  void SetUp() override {
    auto loaded = Notices::Load(RELAIS_SOURCE_DIR "/deploy/messages", kHelp);
    ASSERT_TRUE(loaded) << loaded.error().field << ": " << loaded.error().message;
    notices_ = *std::move(loaded);
  }
  // All that leaves the house, as it is sent; `said` does not.
  std::map<std::string, std::string> Sent(const std::string& language) const {
    const NoticeText& text = *notices_->Find(language);
    std::string letter;
    for (const std::string& paragraph : notices_->Letter(text, kLongest))
      letter += paragraph + "\n";
    return {{"sms", notices_->Sms(text, kLongest)},
            {"mail_subject", text.mail_subject},
            {"mail", notices_->Mail(text, kLongest)},
            {"letter_title", text.letter_title},
            {"letter", letter},
            {"sign_in", notices_->SignIn(text, kCode)},
            // A draft has none.
            {"agree", text.reviewed ? notices_->Agree(text, kCode) : ""},
            {"relate", text.reviewed ? notices_->Relate(text, kCode) : ""}};
  }
  const Texts kLanguages{"ar", "de", "en", "es", "fr", "nl", "pl", "pt", "ro", "tr", "uk"};
  std::shared_ptr<const Notices> notices_;
};

TEST_F(ShippedNotices, AreOfElevenLanguages) {
  EXPECT_EQ(notices_->languages(), kLanguages);
  for (const std::string& language : kLanguages) {
    ASSERT_NE(notices_->Find(language), nullptr) << language;
    EXPECT_EQ(notices_->Find(language)->language, language);
  }
  for (const char* const none : {"", "FR", "fr.toml", "it"})
    EXPECT_EQ(notices_->Find(none), nullptr) << none;
}

TEST_F(ShippedNotices, FourAreReviewedAndTheOthersAreDrafts) {
  Texts reviewed;
  for (const std::string& language : kLanguages)
    if (notices_->Find(language)->reviewed) reviewed.push_back(language);
  EXPECT_EQ(reviewed, (Texts{"de", "en", "fr", "nl"}));
}

TEST_F(ShippedNotices, ArabicAloneIsWrittenFromTheRight) {
  for (const std::string& language : kLanguages)
    EXPECT_EQ(notices_->Find(language)->right_to_left, language == "ar") << language;
}

TEST_F(ShippedNotices, FillOneSegmentWithTheLongestValues) {
  for (const std::string& language : kLanguages) {
    const Segment segment = MeasureSms(notices_->Sms(*notices_->Find(language), kLongest));
    EXPECT_TRUE(segment.fits()) << language << ": " << segment.units;
    EXPECT_EQ(segment.default_alphabet, language != "ar" && language != "uk") << language;
  }
}

TEST_F(ShippedNotices, HaveAllTheirBlanksFilled) {
  for (const std::string& language : kLanguages) {
    for (const auto& [part, text] : Sent(language)) {
      EXPECT_EQ(text.find_first_of("{}"), text.npos) << language << " " << part;
      Texts values{"9999999", kHelp};
      if (part == "mail_subject" || part == "letter_title" || text.empty()) values = {};
      if (part == "sms") values = {"9999999", "0000", kHelp};
      if (!text.empty() && (part == "sign_in" || part == "agree" || part == "relate"))
        values = {kCode, kHelp};
      for (const std::string& value : values)
        EXPECT_NE(text.find(value), text.npos) << language << " " << part << " " << value;
    }
    const std::string said = notices_->Said(*notices_->Find(language), kLongest);
    EXPECT_EQ(said.find_first_of("{}"), said.npos) << language;
    EXPECT_NE(said.find("9999999"), said.npos) << language;
  }
}

// By what is answered: an SMS is, a mail and a letter are not, and the help line is there for them.
TEST_F(ShippedNotices, SayHowToStopWhereAnAnswerIsRead) {
  for (const std::string& language : kLanguages) {
    for (const auto& [part, text] : Sent(language)) {
      EXPECT_EQ(text.find("STOP 0000") != text.npos, part == "sms") << language << " " << part;
    }
  }
}

TEST_F(ShippedNotices, TellAStrangerNothing) {
  for (const std::string& language : kLanguages)
    for (const auto& [part, text] : Sent(language))
      EXPECT_EQ(Tells(language, text), Texts()) << language << " " << part << ": " << text;
}

TEST_F(ShippedNotices, AreFollowedByNobody) {
  for (const std::string& language : kLanguages)
    for (const auto& [part, text] : Sent(language))
      for (const char* const link : {"http", "www", "://", "@", ".be"})
        EXPECT_EQ(text.find(link), text.npos) << language << " " << part << " " << link;
}

// What is said face to face does speak of the file: the check above finds it in every language.
TEST_F(ShippedNotices, TheCheckFindsWhatIsSaidFaceToFace) {
  for (const std::string& language : kLanguages) {
    const std::string said = notices_->Said(*notices_->Find(language), kLongest);
    EXPECT_NE(Tells(language, said), Texts()) << language << ": " << said;
  }
}

TEST_F(ShippedNotices, TheCheckFindsEachOfItsWords) {
  for (const std::string& language : kLanguages) {
    EXPECT_GE(kForbidden.at(language).size(), 24u) << language;
    for (const std::string& word : kForbidden.at(language)) {
      const Texts found = Tells(language, "1 " + word + " 2");
      EXPECT_NE(std::find(found.begin(), found.end(), word), found.end()) << language << word;
      const Texts in_sms = Tells(language, ToGsm("1 " + word + " 2"));
      EXPECT_EQ(in_sms, found) << language << word;
    }
  }
  EXPECT_EQ(Tells("fr", "VOTRE DOSSIER"), Texts{"dossier"});
  EXPECT_EQ(Tells("en", "For your information"), Texts());
}

// RFC 2047 allows 75 characters for a word that is encoded, of which 12 are not its own.
TEST_F(ShippedNotices, HaveASubjectOfOneEncodedWord) {
  for (const std::string& language : kLanguages)
    EXPECT_LE(ToBase64(notices_->Find(language)->mail_subject).size(), 75u - 12u) << language;
}

TEST_F(ShippedNotices, AttackAHelpLineWithABraceIsOnlyText) {
  const auto odd = Notices::Load(RELAIS_SOURCE_DIR "/deploy/messages", "{x}");
  ASSERT_TRUE(odd) << odd.error().message;
  const std::string sms = (*odd)->Sms(*(*odd)->Find("fr"), kLongest);
  EXPECT_NE(sms.find("{x}"), sms.npos);
}

// --- Files that are no notice ---

constexpr char kGood[] = R"(language = "xx"
name = "Xish"
reviewed = false
right_to_left = false
sms = "New: {number}. STOP {code}. {help}"
mail_subject = "Subject"
mail = "New: {number}. {help}"
letter_title = "Title"
letter = [
  "New: {number}.",
  "Call {help}.",
]
said = "Up to {number}."
sign_in = "Code {code}. {help}"
)";

std::string Replaced(std::string text, const std::string& good, const std::string& bad) {
  const auto at = text.find(good);
  EXPECT_NE(at, text.npos) << good;
  return at == text.npos ? text : text.replace(at, good.size(), bad);
}

// The four languages that must be there, and xx.toml.
class NoticesFolder : public testing::Test {
 protected:
  NoticesFolder() {
    for (const char* const language : {"fr", "nl", "de", "en"}) PutReviewed(language);
    Put("xx.toml", kGood);
  }
  void Put(const std::string& name, const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(folder_ / name, text, 0600));
  }
  void PutReviewed(const std::string& language, const std::string& asks =
                                                    "agree = \"Yes {code}. {help}\"\n"
                                                    "relate = \"Here {code}. {help}\"\n") {
    const std::string named = Replaced(kGood, "\"xx\"", "\"" + language + "\"");
    Put(language + ".toml", Replaced(named, "reviewed = false", "reviewed = true") + asks);
  }
  Result<std::shared_ptr<const Notices>> Load() { return Notices::Load(folder_.path(), kHelp); }
  void ExpectRefused(const std::string& field, const std::string& message) {
    const auto loaded = Load();
    ASSERT_FALSE(loaded) << message;
    EXPECT_EQ(loaded.error().reason, Reason::kInvalid);
    EXPECT_EQ(loaded.error().field, field) << loaded.error().message;
    EXPECT_EQ(loaded.error().message.find("expected "), 0u) << loaded.error().message;
    EXPECT_NE(loaded.error().message.find(message), std::string::npos) << loaded.error().message;
  }
  Scratch folder_;
};

TEST_F(NoticesFolder, AreReadAsTheyStand) {
  const auto loaded = Load();
  ASSERT_TRUE(loaded) << loaded.error().field << ": " << loaded.error().message;
  EXPECT_EQ((*loaded)->languages(), (Texts{"de", "en", "fr", "nl", "xx"}));
  const NoticeText& text = *(*loaded)->Find("xx");
  const NoticeValues values{42, "0073"};
  EXPECT_EQ(text.name, "Xish");
  EXPECT_EQ(text.mail_subject, "Subject");
  EXPECT_EQ(text.letter_title, "Title");
  EXPECT_EQ((*loaded)->Sms(text, values), "New: 42. STOP 0073. 0800 12 345");
  EXPECT_EQ((*loaded)->Mail(text, values), "New: 42. 0800 12 345");
  EXPECT_EQ((*loaded)->Letter(text, values), (Texts{"New: 42.", "Call 0800 12 345."}));
  EXPECT_EQ((*loaded)->Said(text, values), "Up to 42.");
  EXPECT_EQ((*loaded)->SignIn(text, "012345"), "Code 012345. 0800 12 345");
}

TEST_F(NoticesFolder, OtherFilesAreNotRead) {
  Put("README", "Not a notice.");
  Put("xx.toml~", "Not one either.");
  EXPECT_TRUE(Load());
}

// A mistake is made by replacing one text of kGood, and must be found on `line`.
struct Mistake {
  const char* name;
  const char* good;
  const char* bad;
  int line;
  const char* message;
};

class NoticesMistake : public NoticesFolder, public testing::WithParamInterface<Mistake> {};

TEST_P(NoticesMistake, IsFoundOnItsLine) {
  const Mistake& mistake = GetParam();
  Put("xx.toml", Replaced(kGood, mistake.good, mistake.bad));
  ExpectRefused("xx.toml:" + std::to_string(mistake.line), mistake.message);
}

constexpr char kSms[] = "sms = \"New: {number}. STOP {code}. {help}\"";
constexpr char kMail[] = "mail = \"New: {number}. {help}\"";

INSTANTIATE_TEST_SUITE_P(
    Each, NoticesMistake,
    testing::Values(
        Mistake{"Syntax", "\"Subject\"", "Subject", 6, "TOML"},
        Mistake{"UnknownKey", "said = ", "sent = ", 13, "got the key \"sent\""},
        Mistake{"UnknownTable", "said = ", "[other]\nsaid = ", 13, "got the key \"other\""},
        Mistake{"NoLanguage", "language = \"xx\"\n", "", 1, "the key language"},
        Mistake{"NoName", "name = \"Xish\"\n", "", 1, "the key name"},
        Mistake{"NoReviewed", "reviewed = false\n", "", 1, "reviewed = true or false"},
        Mistake{"NoDirection", "right_to_left = false\n", "", 1, "right_to_left = true or false"},
        Mistake{"NoSms", "sms = \"New: {number}. STOP {code}. {help}\"\n", "", 1, "the key sms"},
        Mistake{"NoSubject", "mail_subject = \"Subject\"\n", "", 1, "the key mail_subject"},
        Mistake{"NoMail", "mail = \"New: {number}. {help}\"\n", "", 1, "the key mail"},
        Mistake{"NoTitle", "letter_title = \"Title\"\n", "", 1, "the key letter_title"},
        Mistake{"NoLetter", "letter = [\n  \"New: {number}.\",\n  \"Call {help}.\",\n]\n", "", 1,
                "the key letter"},
        Mistake{"NoSaid", "said = \"Up to {number}.\"\n", "", 1, "the key said"},
        Mistake{"NoSignIn", "sign_in = \"Code {code}. {help}\"\n", "", 1, "the key sign_in"},
        Mistake{"SignInWithoutCode", "Code {code}.", "Code.", 14, "{code} exactly once"},
        Mistake{
            "SignInTooLong", "Code {code}.",
            "Code {code}. It is a text that goes on and on until it is much too long for one SMS, "
            "and says nothing but that it is too long, which nobody would ever read to its end.",
            14, "fits into one SMS"},
        Mistake{"ReviewedByAWord", "reviewed = false", "reviewed = \"true\"", 3,
                "reviewed = true or false"},
        Mistake{"ReviewedByANumber", "reviewed = false", "reviewed = 1", 3,
                "reviewed = true or false"},
        Mistake{"EmptySubject", "\"Subject\"", "\"\"", 6, "not empty"},
        Mistake{"LetterOfNothing", "  \"New: {number}.\",\n  \"Call {help}.\",\n", "", 9,
                "at least one text"},
        Mistake{"SmsIsAList", kSms, "sms = [\"{number} {code} {help}\"]", 5, "a text in quotes"},
        Mistake{"SmsWithoutNumber", kSms, "sms = \"New. STOP {code}. {help}\"", 5,
                "{number} exactly once"},
        Mistake{"SmsWithoutCode", kSms, "sms = \"New: {number}. STOP. {help}\"", 5,
                "{code} exactly once"},
        Mistake{"SmsWithoutHelp", kSms, "sms = \"New: {number}. STOP {code}.\"", 5,
                "{help} exactly once"},
        Mistake{"SmsNumberTwice", kSms, "sms = \"{number} {number} {code} {help}\"", 5,
                "{number} exactly once"},
        Mistake{"SmsCodeTwice", kSms, "sms = \"{number} {code}{code} {help}\"", 5,
                "{code} exactly once"},
        Mistake{"SmsForeignBlank", kSms, "sms = \"{number} {code} {help} {name}\"", 5,
                "no other blank"},
        Mistake{"SmsFormatOfABlank", kSms, "sms = \"{number:>99} {code} {help}\"", 5,
                "{number} exactly once"},
        Mistake{"SmsBlankWithoutAName", kSms, "sms = \"{number} {code} {help} {}\"", 5,
                "no other blank"},
        Mistake{"SmsOpeningBrace", kSms, "sms = \"{number} {code} {help} {\"", 5, "no brace"},
        Mistake{"SmsClosingBrace", kSms, "sms = \"{number} {code} {help} }\"", 5, "no brace"},
        Mistake{"SmsDoubledBraces", kSms, "sms = \"{{number}} {code} {help}\"", 5, "no brace"},
        Mistake{"MailWithoutNumber", kMail, "mail = \"New. {help}\"", 7, "{number} exactly once"},
        Mistake{"MailHelpTwice", kMail, "mail = \"{number} {help} {help}\"", 7,
                "{help} exactly once"},
        Mistake{"MailForeignBlank", kMail, "mail = \"{number} {help} {house}\"", 7,
                "no other blank"},
        // Nobody reads what is answered to it.
        Mistake{"MailWithACode", kMail, "mail = \"{number} STOP {code} {help}\"", 7,
                "no other blank"},
        Mistake{"LetterWithACode", "Call {help}.", "Say {code} to {help}.", 10, "no other blank"},
        Mistake{"MailClosingBrace", kMail, "mail = \"{number} {help} }\"", 7, "no brace"},
        Mistake{"LetterWithoutHelp", "Call {help}.", "Call us.", 10, "{help} exactly once"},
        Mistake{"LetterNumberTwice", "\"Call ", "\"{number} ", 10, "{number} exactly once"},
        Mistake{"LetterForeignBlank", "\"Call ", "\"{name} ", 10, "no other blank"},
        Mistake{"LetterClosingBrace", "\"Call ", "\"} ", 10, "no brace"},
        Mistake{"SaidWithoutNumber", "Up to {number}.", "Something.", 13, "{number} exactly once"},
        Mistake{"SaidWithACode", "Up to {number}.", "Up to {number}, {code}.", 13,
                "no other blank"},
        Mistake{"SaidClosingBrace", "Up to {number}.", "Up to {number}}.", 13, "no brace"},
        Mistake{"SubjectWithABlank", "\"Subject\"", "\"Subject {number}\"", 6, "no other blank"},
        Mistake{"TitleWithABlank", "\"Title\"", "\"Title {code}\"", 8, "no other blank"},
        Mistake{"AnotherLanguage", "\"xx\"", "\"yy\"", 1, "the language that the file is named by"},
        Mistake{"LanguageOfAnotherFile", "\"xx\"", "\"fr\"", 1,
                "the language that the file is named by"},
        Mistake{"LanguageInCapitals", "\"xx\"", "\"XX\"", 1,
                "the language that the file is named by"}),
    [](const auto& mistake) { return std::string(mistake.param.name); });

// 9999999, 0000 and the help line take 22 of the 160 septets, the blanks between them two.
std::string SmsOf(std::size_t more, const std::string& letter) {
  std::string text = "sms = \"{number} {code} {help}";
  while (more-- > 0) text += letter;
  return text + "\"";
}

TEST_F(NoticesFolder, AnSmsOf160SeptetsIsOneSegmentAndOneMoreIsRefused) {
  Put("xx.toml", Replaced(kGood, kSms, SmsOf(160 - 24, "a")));
  ASSERT_TRUE(Load());
  Put("xx.toml", Replaced(kGood, kSms, SmsOf(160 - 23, "a")));
  ExpectRefused("xx.toml:5", "fits into one SMS");
  Put("xx.toml", Replaced(kGood, kSms, SmsOf((160 - 24) / 2, "€")));
  ASSERT_TRUE(Load());
  Put("xx.toml", Replaced(kGood, kSms, SmsOf((160 - 24) / 2 + 1, "€")));
  ExpectRefused("xx.toml:5", "fits into one SMS");
}

TEST_F(NoticesFolder, AnSmsOfAnotherScriptHas70UnitsAndOneMoreIsRefused) {
  Put("xx.toml", Replaced(kGood, kSms, SmsOf(70 - 24, "ш")));
  ASSERT_TRUE(Load());
  Put("xx.toml", Replaced(kGood, kSms, SmsOf(70 - 23, "ш")));
  ExpectRefused("xx.toml:5", "fits into one SMS");
}

TEST_F(NoticesFolder, AnSmsIsMeasuredAsItIsSentWithoutAccents) {
  Put("xx.toml", Replaced(kGood, kSms, SmsOf(160 - 24, "ł")));
  const auto loaded = Load();
  ASSERT_TRUE(loaded) << loaded.error().message;
  const std::string sms = (*loaded)->Sms(*(*loaded)->Find("xx"), kLongest);
  EXPECT_EQ(sms, "9999999 0000 0800 12 345" + std::string(160 - 24, 'l'));
}

TEST_F(NoticesFolder, ALongHelpLineIsMeasuredToo) {
  Put("xx.toml", Replaced(kGood, kSms, SmsOf(160 - 24, "a")));
  const auto loaded = Notices::Load(folder_.path(), std::string(kHelp) + "6");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().field, "xx.toml:5");
}

// No line to name: what is wrong is that there is no such file, or that nobody has reviewed it.
TEST_F(NoticesFolder, TheFourLanguagesOfConsentAreThereAndReviewed) {
  for (const std::string language : {"fr", "nl", "de", "en"}) {
    const std::string message = "a reviewed notice " + language + ".toml in this folder";
    ASSERT_TRUE(std::filesystem::remove(folder_ / (language + ".toml")));
    ExpectRefused(folder_.path().string(), message);
    Put(language + ".toml", Replaced(kGood, "\"xx\"", "\"" + language + "\""));
    ExpectRefused(folder_.path().string(), message);
    PutReviewed(language);
    ASSERT_TRUE(Load());
  }
}

TEST_F(NoticesFolder, OnlyWhatIsReviewedAsksAnybodyToAgree) {
  const auto loaded = Load();
  ASSERT_TRUE(loaded);
  EXPECT_EQ((*loaded)->Agree(*(*loaded)->Find("nl"), "012345"), "Yes 012345. 0800 12 345");
  EXPECT_EQ((*loaded)->Relate(*(*loaded)->Find("nl"), "012345"), "Here 012345. 0800 12 345");
  const std::string agree = "agree = \"Yes {code}. {help}\"\n";
  const std::string relate = "relate = \"Here {code}. {help}\"\n";
  const std::tuple<std::string, std::string, std::string> each[] = {{"agree", agree, relate},
                                                                    {"relate", relate, agree}};
  for (const auto& [key, good, other] : each) {
    Put("xx.toml", std::string(kGood) + good);
    ExpectRefused("xx.toml:15", "no " + key + " in a draft");
    Put("xx.toml", kGood);
    PutReviewed("nl", other);
    ExpectRefused("nl.toml:1", "the key " + key);
    PutReviewed("nl", key + " = \"Yes. {help}\"\n" + other);
    ExpectRefused("nl.toml:15", "{code} exactly once");
    PutReviewed("nl", key + " = \"{code} {help}" + std::string(160, 'a') + "\"\n" + other);
    ExpectRefused("nl.toml:15", "fits into one SMS");
    PutReviewed("nl");
  }
}

TEST_F(NoticesFolder, AttackAFolderThatIsNotThere) {
  const auto loaded = Notices::Load(folder_ / "none", kHelp);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().reason, Reason::kInvalid);
  EXPECT_EQ(loaded.error().field, (folder_ / "none").string());
}

TEST_F(NoticesFolder, AttackAFileOfNothingAndAFileOfNoise) {
  Put("xx.toml", "");
  ExpectRefused("xx.toml:1", "reviewed = true or false");
  Put("xx.toml", std::string(1000, '\0'));
  ExpectRefused("xx.toml:1", "TOML");
  Put("xx.toml", "\xff\xfe");
  ExpectRefused("xx.toml:1", "TOML");
}

}  // namespace
}  // namespace relais::notification
