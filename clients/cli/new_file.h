// A file that appears whole or not at all: written as NAME.part, readable by its owner only,
// renamed when finished, removed otherwise.
#pragma once

#include <filesystem>
#include <string>

#include "clients/cli/speech.h"

namespace relais::cli {

class NewFile {
 public:
  static Result<NewFile> Create(const std::filesystem::path& name, const Speech& say);
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  Status Write(std::string_view bytes, const Speech& say);
  // On disk under its name when this succeeds. Replaces a file of that name.
  Status Finish(const Speech& say) &&;

 private:
  NewFile(std::filesystem::path name, std::filesystem::path part, int fd);

  std::filesystem::path name_;
  std::filesystem::path part_;
  int fd_;
};

}  // namespace relais::cli
