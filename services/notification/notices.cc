#include "services/notification/notices.h"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>

#include "services/base/files.h"
#include "services/base/toml_reader.h"

namespace relais::notification {
namespace {

namespace fs = std::filesystem;

const NoticeValues kLongest{9'999'999, "0000"};

// Each of the blanks must stand there once, and no other.
Status CheckBlanks(const TomlReader& read, std::uint32_t line, const std::string& text,
                   std::initializer_list<const char*> blanks) {
  for (const char* const blank : blanks) {
    const auto first = text.find(blank);
    if (first == text.npos || text.find(blank, first + 1) != text.npos)
      return read.Expected(line, fmt::format("{} exactly once", blank));
  }
  const auto count = [&](char brace) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), brace));
  };
  if (count('{') != blanks.size() || count('}') != blanks.size())
    return read.Expected(line, "no other blank, and no brace");
  return {};
}

std::string Joined(const std::vector<std::string>& paragraphs) {
  return fmt::format("{}", fmt::join(paragraphs, "\n\n"));
}

Result<bool> ReadFlag(const TomlReader& read, const toml::table& root, std::string_view key) {
  const auto flag = root[key].value_exact<bool>();
  if (!flag)
    return read.Expected(TomlReader::LineOf(root.get(key)), fmt::format("{} = true or false", key));
  return *flag;
}

Result<NoticeText> ReadNotice(const TomlReader& read, const toml::table& root) {
  RETURN_IF_ERROR(
      read.OnlyKeys(root,
                    {"language", "name", "reviewed", "right_to_left", "sms", "mail_subject", "mail",
                     "letter_title", "letter", "said", "sign_in", "agree", "relate"},
                    "a notice"));
  NoticeText out;
  ASSIGN_OR_RETURN(out.reviewed, ReadFlag(read, root, "reviewed"));
  ASSIGN_OR_RETURN(out.right_to_left, ReadFlag(read, root, "right_to_left"));
  ASSIGN_OR_RETURN(const TomlText sms, read.ReadText(root, "sms"));
  RETURN_IF_ERROR(CheckBlanks(read, sms.line, sms.text, {"{number}", "{code}", "{help}"}));
  ASSIGN_OR_RETURN(const TomlText mail, read.ReadText(root, "mail"));
  // Only an SMS can be answered with a code.
  RETURN_IF_ERROR(CheckBlanks(read, mail.line, mail.text, {"{number}", "{help}"}));
  ASSIGN_OR_RETURN(const auto letter, read.ReadList(root, "letter"));
  for (const TomlText& paragraph : letter) out.letter.push_back(paragraph.text);
  RETURN_IF_ERROR(
      CheckBlanks(read, letter.front().line, Joined(out.letter), {"{number}", "{help}"}));
  ASSIGN_OR_RETURN(const TomlText said, read.ReadText(root, "said"));
  RETURN_IF_ERROR(CheckBlanks(read, said.line, said.text, {"{number}"}));
  ASSIGN_OR_RETURN(const TomlText sign_in, read.ReadText(root, "sign_in"));
  RETURN_IF_ERROR(CheckBlanks(read, sign_in.line, sign_in.text, {"{code}", "{help}"}));
  // A draft never asks anybody to agree.
  for (const auto& [key, to] : {std::pair{"agree", &out.agree}, {"relate", &out.relate}}) {
    if (!out.reviewed && root.contains(key))
      return read.Expected(TomlReader::LineOf(root.get(key)), fmt::format("no {} in a draft", key));
    if (!out.reviewed) continue;
    ASSIGN_OR_RETURN(const TomlText text, read.ReadText(root, key));
    RETURN_IF_ERROR(CheckBlanks(read, text.line, text.text, {"{code}", "{help}"}));
    *to = ToGsm(text.text);
  }
  out.sms = ToGsm(sms.text);
  out.sign_in = ToGsm(sign_in.text);
  out.mail = mail.text;
  out.said = said.text;
  for (const auto& [key, to] : {std::pair{"language", &out.language},
                                {"name", &out.name},
                                {"mail_subject", &out.mail_subject},
                                {"letter_title", &out.letter_title}}) {
    ASSIGN_OR_RETURN(const TomlText text, read.ReadText(root, key));
    RETURN_IF_ERROR(CheckBlanks(read, text.line, text.text, {}));
    *to = text.text;
  }
  return out;
}

}  // namespace

Result<std::shared_ptr<const Notices>> Notices::Load(const fs::path& folder,
                                                     const std::string& help_line) {
  std::shared_ptr<Notices> notices(new Notices(help_line));
  std::error_code failed;
  for (const auto& file : fs::directory_iterator(folder, failed)) {
    if (file.path().extension() != ".toml") continue;
    const std::string name = file.path().filename().string();
    const TomlReader read(name);
    ASSIGN_OR_RETURN(const Bytes bytes, ReadFile(file.path(), 1 << 16));
    ASSIGN_OR_RETURN(const toml::table root, read.Syntax(bytes));
    ASSIGN_OR_RETURN(NoticeText text, ReadNotice(read, root));
    if (!MeasureSms(notices->Sms(text, kLongest)).fits())
      return read.Expected(TomlReader::LineOf(root.get("sms")),
                           "a text that fits into one SMS with a long number and the help line");
    if (!MeasureSms(notices->SignIn(text, "000000")).fits())
      return read.Expected(TomlReader::LineOf(root.get("sign_in")),
                           "a text that fits into one SMS with the help line");
    if (text.reviewed && !MeasureSms(notices->Agree(text, "000000")).fits())
      return read.Expected(TomlReader::LineOf(root.get("agree")),
                           "a text that fits into one SMS with the help line");
    if (text.reviewed && !MeasureSms(notices->Relate(text, "000000")).fits())
      return read.Expected(TomlReader::LineOf(root.get("relate")),
                           "a text that fits into one SMS with the help line");
    if (text.language + ".toml" != name)
      return read.Expected(1, "the language that the file is named by");
    notices->texts_.emplace(text.language, std::move(text));
  }
  for (const char* const language : {"fr", "nl", "de", "en"}) {
    const NoticeText* const text = notices->Find(language);
    if (text == nullptr || !text->reviewed)
      return Fail(Reason::kInvalid,
                  fmt::format("expected a reviewed notice {}.toml in this folder", language),
                  folder.string());
  }
  return std::shared_ptr<const Notices>(std::move(notices));
}

const NoticeText* Notices::Find(const std::string& language) const {
  const auto found = texts_.find(language);
  return found == texts_.end() ? nullptr : &found->second;
}

std::vector<std::string> Notices::languages() const {
  std::vector<std::string> out;
  for (const auto& [language, text] : texts_) out.push_back(language);
  return out;
}

std::string Notices::Fill(const std::string& text, const NoticeValues& values) const {
  return fmt::format(fmt::runtime(text), fmt::arg("number", values.number),
                     fmt::arg("code", values.code), fmt::arg("help", help_line_));
}

std::string Notices::Sms(const NoticeText& text, const NoticeValues& values) const {
  return Fill(text.sms, values);
}
std::string Notices::Mail(const NoticeText& text, const NoticeValues& values) const {
  return Fill(text.mail, values);
}
std::vector<std::string> Notices::Letter(const NoticeText& text, const NoticeValues& values) const {
  std::vector<std::string> out;
  for (const std::string& paragraph : text.letter) out.push_back(Fill(paragraph, values));
  return out;
}
std::string Notices::Said(const NoticeText& text, const NoticeValues& values) const {
  return Fill(text.said, values);
}
std::string Notices::SignIn(const NoticeText& text, const std::string& code) const {
  return Fill(text.sign_in, {0, code});
}
std::string Notices::Agree(const NoticeText& text, const std::string& code) const {
  return Fill(text.agree, {0, code});
}
std::string Notices::Relate(const NoticeText& text, const std::string& code) const {
  return Fill(text.relate, {0, code});
}

}  // namespace relais::notification
