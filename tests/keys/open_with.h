// Opens a sealed record that the test wants to keep.
#pragma once

#include "services/keys/envelope.h"

namespace relais::keys {

inline Result<Bytes> OpenWith(const Envelope& envelope, const RecordPlace& place,
                              BytesView sealed) {
  Bytes bytes(sealed);
  ASSIGN_OR_RETURN(const BytesView plain, envelope.OpenInPlace(place, bytes));
  return Bytes(plain);
}

}  // namespace relais::keys
