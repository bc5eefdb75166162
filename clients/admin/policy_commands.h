// Policy and catalogue files, looked at without a server.
#pragma once

#include <string>
#include <vector>

#include "clients/admin/output.h"

namespace relais::admin {

Status CheckPolicy(const std::string& file, const Output& output);
// kWrongState when a case fails; every failing line is printed.
Status TestPolicy(const std::string& file, const std::vector<std::string>& cases,
                  const Output& output);
Status PrintMatrix(const std::string& file, const Output& output);
struct Question {
  std::string profession, action, compartment, purpose;
};
Status ExplainPolicy(const std::string& file, const Question& question, const Output& output);
Status CheckCatalogue(const std::string& file, const Output& output);

}  // namespace relais::admin
