// The texts of notices, one file a language (deploy/messages). All kinds of event have one and the
// same text, which tells a stranger nothing; only what a person says to the person, face to face, is
// plain. Immutable; shared between threads.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "relais/v1/notifications.pb.h"
#include "services/notification/gsm.h"

namespace relais::notification {

struct NoticeText {
  std::string language;  // fr, nl, ...
  std::string name;      // of the language, in itself
  bool reviewed =
      false;  // by a human who speaks it; otherwise for notices alone, never for consent
  bool right_to_left = false;
  std::string sms, mail_subject, mail, letter_title;
  std::vector<std::string> letter;  // paragraphs
  std::string said;                 // face to face
  std::string sign_in;              // the SMS with a code to sign in
  std::string agree;                // that with a code to say yes; empty when not reviewed
  std::string relate;  // that with a code for a team that works with the person; the same
};

// What one notice says.
struct NoticeValues {
  std::uint64_t number = 0;  // of the newest entry that it speaks of
  std::string code;          // four digits, with which a reply stops
};

class Notices {
 public:
  // Every *.toml of the folder. kInvalid with "FILE:LINE" when a text is missing, lacks a blank or has
  // one twice, or does not fit into one segment with the longest values.
  static Result<std::shared_ptr<const Notices>> Load(const std::filesystem::path& folder,
                                                     const std::string& help_line);

  // nullptr when there is none.
  const NoticeText* Find(const std::string& language) const;
  std::vector<std::string> languages() const;

  // Requires a text of this object.
  std::string Sms(const NoticeText& text, const NoticeValues& values) const;
  std::string Mail(const NoticeText& text, const NoticeValues& values) const;
  std::vector<std::string> Letter(const NoticeText& text, const NoticeValues& values) const;
  std::string Said(const NoticeText& text, const NoticeValues& values) const;
  std::string SignIn(const NoticeText& text, const std::string& code) const;
  std::string Agree(const NoticeText& text,
                    const std::string& code) const;  // requires a reviewed one
  std::string Relate(const NoticeText& text,
                     const std::string& code) const;  // requires a reviewed one
  const std::string& help_line() const { return help_line_; }

 private:
  explicit Notices(std::string help_line) : help_line_(std::move(help_line)) {}
  std::string Fill(const std::string& text, const NoticeValues& values) const;
  std::map<std::string, NoticeText> texts_;
  std::string help_line_;
};

}  // namespace relais::notification
