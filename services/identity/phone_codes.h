// Codes that were sent to phones: six digits, good once, for ten minutes and three tries, and only
// together with the id that whoever asked for the code was given. In memory alone, hashed: a restart
// forgets them, and the person asks for another. Thread-safe.
#pragma once

#include <map>
#include <optional>

#include "crypto/hash.h"
#include "services/base/guesses.h"
#include "services/base/ids.h"

namespace relais::identity {

class PhoneCodes {
 public:
  static constexpr int kMostAnHour = 5, kTries = 3;
  static constexpr std::chrono::minutes kGoodFor{10};

  explicit PhoneCodes(Random& random) : random_(random), key_(random.NextKey()) {}

  // A new code for the person of this dossier, under `id`; nullopt when they were sent as many as there
  // may be within an hour. Those of before stay good: nobody can use up the person's.
  std::optional<std::string> New(const Array<16>& id, const DossierId& dossier, Instant now)
      RELAIS_EXCLUDES(mutex_);

  struct Taken {
    Array<16> id;
    DossierId dossier;
    Hash code;
    Instant expires;
    int tries;
  };
  struct Try {
    std::optional<Taken> taken;         // it was right
    std::optional<DossierId> missed{};  // whose code was missed; neither: there is no such sign-in
  };
  // Takes a right code out, so that nobody else can use it meanwhile. A wrong one counts as a try.
  Try Take(const Array<16>& id, std::string_view code, Instant now) RELAIS_EXCLUDES(mutex_);
  // What else had to be right was wrong, which was a try; or could not be looked at, which was none.
  void PutBack(Taken taken, bool was_try) RELAIS_EXCLUDES(mutex_);

 private:
  Hash HashOf(const Array<16>& id, std::string_view code) const {
    return HmacSha256(key_, {View(id), code});
  }

  Random& random_;
  const Key key_;
  Guesses<DossierId> sent_{kMostAnHour};
  Mutex mutex_;
  std::map<Array<16>, Taken> codes_ RELAIS_GUARDED_BY(mutex_);
};

}  // namespace relais::identity
