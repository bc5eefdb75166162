#include "clients/admin/policy_commands.h"

#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include "services/access/cases.h"
#include "services/access/describe.h"
#include "services/base/files.h"
#include "services/directory/catalogue.h"

namespace relais::admin {
namespace {

using google::protobuf::Struct;
using PolicyPointer = std::shared_ptr<const access::Policy>;

void PrintJson(const Struct& object, std::ostream& out) {
  std::string line;
  (void)google::protobuf::util::MessageToJsonString(object, &line);
  out << line << '\n';
}

void Set(Struct& object, const std::string& key, const std::string& value) {
  (*object.mutable_fields())[key].set_string_value(value);
}
void Set(Struct& object, const std::string& key, double value) {
  (*object.mutable_fields())[key].set_number_value(value);
}
void Set(Struct& object, const std::string& key, bool value) {
  (*object.mutable_fields())[key].set_bool_value(value);
}

template <class E>
void SetNames(Struct& object, const std::string& key, EnumSet<E> set, int last) {
  auto* const list = (*object.mutable_fields())[key].mutable_list_value();
  for (int i = 1; i <= last; ++i) {
    if (set.Has(static_cast<E>(i)))
      list->add_values()->set_string_value(std::string(Name(static_cast<E>(i))));
  }
}

Result<PolicyPointer> Load(const std::string& file) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, 4 << 20));
  return access::Policy::Parse(text, file);
}

}  // namespace

Status CheckPolicy(const std::string& file, const Output& output) {
  ASSIGN_OR_RETURN(const PolicyPointer policy, Load(file));
  const auto count = policy->Professions().size();
  if (!output.json) {
    output.out << fmt::format("{} is in order: {} professions, SHA-256 {}\n", file, count,
                              ToHex(View(policy->hash())));
    return {};
  }
  Struct object;
  Set(object, "professions", static_cast<double>(count));
  Set(object, "sha256", ToHex(View(policy->hash())));
  PrintJson(object, output.out);
  return {};
}

Status TestPolicy(const std::string& file, const std::vector<std::string>& cases,
                  const Output& output) {
  ASSIGN_OR_RETURN(const PolicyPointer policy, Load(file));
  int passed = 0, failed = 0;
  for (const std::string& name : cases) {
    ASSIGN_OR_RETURN(const Bytes text, ReadFile(name, 4 << 20));
    ASSIGN_OR_RETURN(const auto report, access::RunCases(*policy, text, name));
    passed += report.passed;
    failed += static_cast<int>(report.failures.size());
    for (const std::string& failure : report.failures) {
      if (!output.json) output.out << failure << '\n';
    }
  }
  if (output.json) {
    Struct object;
    Set(object, "passed", static_cast<double>(passed));
    Set(object, "failed", static_cast<double>(failed));
    PrintJson(object, output.out);
  } else {
    output.out << fmt::format("{} cases hold, {} do not\n", passed, failed);
  }
  if (failed == 0) return {};
  return Fail(Reason::kWrongState,
              "the policy does not do what the cases say; correct the one or the other");
}

Status PrintMatrix(const std::string& file, const Output& output) {
  ASSIGN_OR_RETURN(const PolicyPointer policy, Load(file));
  if (!output.json) {
    output.out << access::Matrix(*policy);
    return {};
  }
  for (const access::MatrixRow& row : access::MatrixRows(*policy)) {
    Struct object;
    Set(object, "profession", row.profession);
    SetNames(object, "reads", row.reads, kCompartments);
    SetNames(object, "writes", row.writes, kCompartments);
    SetNames(object, "opens", row.opens, kPurposes);
    PrintJson(object, output.out);
  }
  return {};
}

Status ExplainPolicy(const std::string& file, const Question& question, const Output& output) {
  ASSIGN_OR_RETURN(const PolicyPointer policy, Load(file));
  ASSIGN_OR_RETURN(const auto answer,
                   access::ExplainAccess(*policy, question.profession, question.action,
                                         question.compartment, question.purpose));
  if (!output.json) {
    output.out << answer.text << '\n';
    return {};
  }
  Struct object;
  Set(object, "allowed", answer.allowed);
  Set(object, "rule", answer.rule);
  Set(object, "text", answer.text);
  PrintJson(object, output.out);
  return {};
}

Status CheckCatalogue(const std::string& file, const Output& output) {
  ASSIGN_OR_RETURN(const Bytes text, ReadFile(file, 4 << 20));
  ASSIGN_OR_RETURN(const auto catalogue, directory::Catalogue::Parse(text, file));
  if (!output.json) {
    output.out << fmt::format("{} is in order: {} kinds, {} bundles, {} labels, SHA-256 {}\n", file,
                              catalogue->kinds().size(), catalogue->bundles().size(),
                              catalogue->labels().size(), ToHex(View(catalogue->hash())));
    return {};
  }
  Struct object;
  Set(object, "kinds", static_cast<double>(catalogue->kinds().size()));
  Set(object, "bundles", static_cast<double>(catalogue->bundles().size()));
  Set(object, "sha256", ToHex(View(catalogue->hash())));
  PrintJson(object, output.out);
  return {};
}

}  // namespace relais::admin
