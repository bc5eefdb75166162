// The client's sentences in one language, with their blanks filled in.
#pragma once

#include <fmt/core.h>

#include <string>

#include "clients/cli/language.h"
#include "clients/cli/texts.h"
#include "crypto/result.h"

namespace relais::cli {

class Speech {
 public:
  explicit Speech(Language language) : language_(language) {}

  Language language() const { return language_; }

  template <class... Args>
  std::string operator()(Say sentence, const Args&... args) const {
    return Fill(sentence, fmt::make_format_args(args...));
  }
  // Wrong usage: exit code 2.
  template <class... Args>
  tl::unexpected<Error> Wrong(Say sentence, const Args&... args) const {
    return Fail(Reason::kInvalid, (*this)(sentence, args...));
  }
  // Failed although rightly asked: exit code 1.
  template <class... Args>
  tl::unexpected<Error> Failed(Say sentence, const Args&... args) const {
    return Fail(Reason::kUnavailable, (*this)(sentence, args...));
  }

 private:
  std::string Fill(Say sentence, fmt::format_args args) const {
    return fmt::vformat(TextOf(sentence, language_), args);
  }

  Language language_;
};

}  // namespace relais::cli
