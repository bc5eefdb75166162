// What fits into one segment of an SMS. The default alphabet of GSM 03.38 has 160 septets a segment
// (its extension counts two for one); a text with any other character is sent as UTF-16, 70 units.
#pragma once

#include <string>

#include "crypto/result.h"

namespace relais::notification {

// UTF-8 whose characters are all of the default alphabet, unless its script is another: letters that
// the alphabet lacks lose their accents ("ę" becomes "e"), typographic signs become plain ones.
std::string ToGsm(const std::string& text);

struct Segment {
  bool default_alphabet = false;
  std::size_t units = 0;
  bool fits() const { return units <= (default_alphabet ? 160U : 70U); }
};
Segment MeasureSms(const std::string& text);

}  // namespace relais::notification
