// A blind index: finds a row by a value that the store never holds. Equal values have equal indexes
// under one key; without the key nothing about the value is learnt, short values included.
#pragma once

#include "crypto/hash.h"

namespace relais {

class BlindIndex {
 public:
  // One key per field: the same value in two fields does not look alike.
  explicit BlindIndex(Key key) : key_(std::move(key)) {}
  // `value` in the one spelling that its field defines.
  Hash Of(BytesView value) const { return HmacSha256(key_, {"relais-index/1\n", value}); }

 private:
  Key key_;
};

}  // namespace relais
