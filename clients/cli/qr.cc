#include "clients/cli/qr.h"

#include <qrencode.h>

#include <memory>

namespace relais::cli {
namespace {

constexpr int kMargin = 4;  // as the standard wants it

}  // namespace

std::string QrCode(const std::string& text, bool colours) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  if (!code) return {};
  const auto dark = [&](int row, int column) {
    const bool inside = row >= 0 && row < code->width && column >= 0 && column < code->width;
    return inside && (code->data[row * code->width + column] & 1) != 0;
  };
  std::string out;
  for (int row = -kMargin; row < code->width + kMargin; row += 2) {
    if (colours) out += "\x1b[30;47m";
    for (int column = -kMargin; column < code->width + kMargin; ++column) {
      const bool above = dark(row, column), below = dark(row + 1, column);
      out += above && below ? "\u2588" : above ? "\u2580" : below ? "\u2584" : " ";
    }
    out += colours ? "\x1b[0m\n" : "\n";
  }
  return out;
}

}  // namespace relais::cli
