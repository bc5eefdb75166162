// Where a command reads and writes: streams and a terminal, or fakes in a test. Not thread-safe.
#pragma once

#include <iostream>
#include <string>

#include "crypto/result.h"

namespace relais::cli {

class Console {
 public:
  Console(std::istream& in, std::ostream& out, std::ostream& err) : in_(in), out_(out), err_(err) {}
  virtual ~Console() = default;

  std::istream& in() { return in_; }
  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }

  // Someone sits there and can answer.
  virtual bool CanAsk() const = 0;
  // Standard output is a terminal and NO_COLOR is not set.
  virtual bool Colours() const = 0;
  // One line without echo, or kUnavailable when there is no terminal. The prompt goes to the
  // terminal.
  virtual Result<std::string> AskSecret(const std::string& prompt) = 0;
  // One line; empty at the end of input. The prompt goes to standard error, so that standard output
  // stays clean.
  std::string Ask(const std::string& prompt);

 private:
  std::istream& in_;
  std::ostream& out_;
  std::ostream& err_;
};

// The process's own streams and terminal.
class SystemConsole final : public Console {
 public:
  SystemConsole() : Console(std::cin, std::cout, std::cerr) {}
  bool CanAsk() const override;
  bool Colours() const override;
  Result<std::string> AskSecret(const std::string& prompt) override;
};

}  // namespace relais::cli
