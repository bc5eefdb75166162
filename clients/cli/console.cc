#include "clients/cli/console.h"

#include <termios.h>
#include <unistd.h>

#include <cstdlib>

namespace relais::cli {
namespace {

// Turns the terminal's echo off while it lives.
class Hush {
 public:
  Hush() : was_ok_(tcgetattr(STDIN_FILENO, &was_) == 0) {
    if (!was_ok_) return;
    termios quiet = was_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    was_ok_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  Hush(const Hush&) = delete;
  Hush& operator=(const Hush&) = delete;
  ~Hush() {
    if (was_ok_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &was_);
  }
  bool ok() const { return was_ok_; }

 private:
  termios was_{};
  bool was_ok_;
};

}  // namespace

std::string Console::Ask(const std::string& prompt) {
  err_ << prompt << std::flush;
  std::string line;
  std::getline(in_, line);
  return line;
}

bool SystemConsole::CanAsk() const {
  return isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0;
}

bool SystemConsole::Colours() const {
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == '\0') && isatty(STDOUT_FILENO) != 0;
}

Result<std::string> SystemConsole::AskSecret(const std::string& prompt) {
  if (!CanAsk()) return Fail(Reason::kUnavailable, "no terminal");
  const Hush hush;
  if (!hush.ok()) return Fail(Reason::kUnavailable, "no terminal");
  std::string line = Ask(prompt);
  err() << '\n';
  return line;
}

}  // namespace relais::cli
