#include "clients/cli/page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include <memory>

namespace relais::cli {
namespace {

// In points, 72 to the inch: A4, and a margin that printers leave white and a punch may take.
constexpr double kWidth = 595, kHeight = 842, kMargin = 54, kLine = kWidth - 2 * kMargin;
// At arm's length 14 points are read by most; under 11 by few.
constexpr double kLargest = 17, kSmallest = 11;
// A square of a code must not be smaller for a phone's camera: half a millimetre.
constexpr double kSquare = 1.4, kQuietZone = 4;

struct Free {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(QRcode* code) const { QRcode_free(code); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

cairo_status_t Append(void* to, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

// Writes from above to below; where it would end is known before anything is drawn.
class Page {
 public:
  Page(cairo_t* cairo, double size, bool draws) : cairo_(cairo), size_(size), draws_(draws) {}

  void Write(const std::string& text) {
    bool first = true;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      const std::string line = text.substr(at, end - at);
      at = end + 1;
      if (line.empty()) continue;
      if (line.starts_with("    _"))
        Rule();
      else if (line.starts_with("    "))
        Put(line.substr(4), size_, false, kMargin + size_, 0.1);
      else if (first)
        Put(line, size_ * 1.7, true, kMargin, 0);
      else
        Put(line, size_ * 0.8, true, kMargin, 0.75);
      first = false;
    }
  }

  void Code(const QRcode& code, const std::string& caption) {
    y_ += size_ * 0.7;
    const double side = code.width * kSquare, quiet = kQuietZone * kSquare;
    const double top = y_ + quiet, left = kMargin + quiet;
    cairo_set_source_rgb(cairo_, 0, 0, 0);
    for (int row = 0; draws_ && row < code.width; ++row) {
      for (int column = 0; column < code.width; ++column) {
        if ((code.data[row * code.width + column] & 1) == 0) continue;
        cairo_rectangle(cairo_, left + column * kSquare, top + row * kSquare, kSquare, kSquare);
      }
    }
    if (draws_) cairo_fill(cairo_);
    const double below = top + side + quiet;
    y_ += quiet;
    Put(caption, kSmallest * 0.9, false, left + side + 3 * quiet, 0);
    y_ = std::max(y_, below);
  }

  double end() const { return y_; }

 private:
  // A line to write on.
  void Rule() {
    y_ += size_ * 1.4;
    if (draws_) {
      cairo_set_line_width(cairo_, 0.5);
      cairo_set_source_rgb(cairo_, 0, 0, 0);
      cairo_move_to(cairo_, kMargin + size_, y_);
      cairo_line_to(cairo_, kMargin + kLine, y_);
      cairo_stroke(cairo_);
    }
    y_ += size_ * 0.2;
  }
  void Put(const std::string& text, double size, bool bold, double left, double space) {
    y_ += size * space;
    const Owned<PangoLayout> layout(pango_cairo_create_layout(cairo_));
    const Owned<PangoFontDescription> font(pango_font_description_from_string("DejaVu Sans"));
    pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(), bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), static_cast<int>((kMargin + kLine - left) * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    int height = 0;
    pango_layout_get_pixel_size(layout.get(), nullptr, &height);
    if (draws_) {
      cairo_move_to(cairo_, left, y_);
      cairo_set_source_rgb(cairo_, 0, 0, 0);
      pango_cairo_show_layout(cairo_, layout.get());
    }
    y_ += height;
  }

  cairo_t* const cairo_;
  const double size_;
  const bool draws_;
  double y_ = kMargin;
};

}  // namespace

Result<std::string> PageOf(const std::string& text, const std::string& code,
                           const std::string& caption) {
  Owned<QRcode> qr;
  if (!code.empty()) {
    qr.reset(QRcode_encodeData(static_cast<int>(code.size()),
                               reinterpret_cast<const unsigned char*>(code.data()), 0,
                               QR_ECLEVEL_L));
    if (!qr || qr->width * kSquare > kLine * 0.75)
      return Fail(Reason::kInvalid, "there is too much on it for a code that a phone can read");
  }
  std::string pdf;
  const Owned<cairo_surface_t> surface(
      cairo_pdf_surface_create_for_stream(Append, &pdf, kWidth, kHeight));
  const Owned<cairo_t> cairo(cairo_create(surface.get()));
  const auto write = [&](double size, bool draws) {
    Page page(cairo.get(), size, draws);
    page.Write(text);
    if (qr) page.Code(*qr, caption);
    return page.end();
  };
  double size = kLargest;
  while (size >= kSmallest && write(size, false) > kHeight - kMargin) size -= 0.5;
  if (size < kSmallest) return Fail(Reason::kInvalid, "there is too much on it for one page");
  write(size, true);
  cairo_show_page(cairo.get());
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    return Fail(Reason::kUnavailable, cairo_status_to_string(cairo_surface_status(surface.get())));
  return pdf;
}

}  // namespace relais::cli
