// Properties: a note that parses is its text, an empty line and its signature lines, written again;
// so is a checkpoint.
#include <cstdlib>

#include "audit/checkpoint.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace relais::audit;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (const auto note = ParseNote(bytes)) {
    std::string again(note->text);
    again += "\n";
    for (const NoteSignature& line : note->signatures) {
      again += SignatureLine(line.name, line.key_id, line.signature);
    }
    if (again != bytes) std::abort();
  }
  const auto checkpoint = ParseCheckpoint(bytes);
  if (checkpoint && checkpoint->Text() != bytes) std::abort();
  return 0;
}
