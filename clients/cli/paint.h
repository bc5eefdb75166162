// Colours, when the terminal wants them; plain text otherwise.
#pragma once

#include <string>

namespace relais::cli {

class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  std::string Title(const std::string& text) const { return With("1", text); }
  std::string Open(const std::string& text) const { return With("33", text); }
  std::string Done(const std::string& text) const { return With("32", text); }
  std::string Own(const std::string& text) const { return With("36", text); }
  std::string Refused(const std::string& text) const { return With("31", text); }
  std::string Quiet(const std::string& text) const { return With("2", text); }

 private:
  std::string With(const char* code, const std::string& text) const {
    return on_ ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
  }
  bool on_;
};

}  // namespace relais::cli
