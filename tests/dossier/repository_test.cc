// Records as they lie in the vault: whatever is added and replaced comes back as a map would give
// it, and packed bytes that are not ours are refused.
#include "services/dossier/repository.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "services/dossier/packed_records.h"
#include "tests/keys/scratch.h"
#include "tests/ledger/fixture.h"

namespace relais::dossier {
namespace {

Array<16> Number(std::uint8_t n) { return {n}; }

struct Vault {
  Vault() { EXPECT_TRUE(storage::Migrate(*vault, std::array{kMigration, kContactsMigration})); }
  Scratch scratch;
  ledger::House house{scratch.path()};
  std::unique_ptr<storage::Connection> vault = house.Vault(storage::Store::Use::kWrite);
  keys::Envelope envelope{Key(Array<32>{1}), 1};
};

// What the model holds of one record: its versions, oldest first, by their plaintext.
using Model = std::map<std::tuple<DossierId, Compartment, RecordId>, std::vector<std::string>>;

// Opens what was stored, in its own place.
std::string Open(const Vault& v, const DossierId& dossier, const ledger::StoredRecord& row) {
  const auto plain =
      v.envelope.OpenInPlace({dossier, row.compartment, row.id, row.version}, row.sealed);
  return plain ? std::string(*plain) : "does not open";
}

void ExpectSame(Vault& v, const Model& model, const DossierId& dossier, CompartmentSet wanted) {
  auto all = *ReadRecords(*v.vault, dossier, wanted, {});
  std::size_t expected = 0;
  for (const auto& [place, versions] : model)
    expected += std::get<0>(place) == dossier && wanted.Has(std::get<1>(place)) ? 1 : 0;
  RC_ASSERT(all.rows().size() == expected);
  for (const auto& row : all.rows()) {
    const auto& versions = model.at({dossier, row.compartment, row.id});
    RC_ASSERT(row.version == versions.size());
    RC_ASSERT(Open(v, dossier, row) == versions.back());
  }
}

RC_GTEST_PROP(RepositoryModel, RecordsComeBackAsAMapGivesThem, ()) {
  static Vault v;
  RC_ASSERT(v.vault->Execute("DELETE FROM records; DELETE FROM record_history"));
  Model model;
  const auto acts = *rc::gen::arbitrary<std::vector<std::array<std::uint8_t, 4>>>();
  for (const auto& act : acts) {
    const DossierId dossier(Number(1 + act[0] % 2));
    const auto compartment = static_cast<Compartment>(1 + act[1] % 3);
    const RecordId id(Number(act[2] % 8));
    const std::string content(act[3], 'x');
    auto& versions = model[{dossier, compartment, id}];
    const auto next = static_cast<std::uint32_t>(versions.size() + 1);
    const keys::RecordPlace place{dossier, compartment, id, next};
    // Of a version that is not the stored one's next: nothing may change.
    const keys::RecordPlace stale{dossier, compartment, id, next + 1};
    const auto refused = ReplaceRecord(*v.vault, v.envelope, v.house.random, stale, content);
    RC_ASSERT(!refused && refused.error().reason == Reason::kChanged);
    RC_ASSERT((next == 1 ? AddRecord(*v.vault, v.envelope, v.house.random, place, content)
                         : ReplaceRecord(*v.vault, v.envelope, v.house.random, place, content))
                  .has_value());
    versions.push_back(content);
  }
  for (const std::uint8_t d : {1, 2}) {
    const DossierId dossier(Number(d));
    ExpectSame(v, model, dossier, AllCompartments());
    ExpectSame(v, model, dossier, {Compartment::kIdentity});
  }
  std::map<std::pair<DossierId, Compartment>, std::int64_t> counts;
  for (const auto& [place, versions] : model) {
    const auto& [dossier, compartment, id] = place;
    ++counts[{dossier, compartment}];
    const auto stored = *ReadVersions(*v.vault, dossier, compartment, id, Viewer::kOthers);
    RC_ASSERT(stored.rows().size() == versions.size());
    for (std::size_t i = 0; i < versions.size(); ++i)
      RC_ASSERT(Open(v, dossier, stored.rows()[i]) == versions[i]);
    RC_ASSERT(FindRecord(*v.vault, dossier, compartment, id, Viewer::kOthers)->rows().size() == 1);
    const auto where = *FindCompartment(*v.vault, dossier, id, Viewer::kOthers);
    RC_ASSERT(where && model.contains({dossier, *where, id}));
  }
  for (const auto& [of, count] : counts)
    RC_ASSERT(*CountRecords(*v.vault, of.first, of.second, Viewer::kOthers) == count);
  const RecordId nobody(Number(99));
  RC_ASSERT(!*FindCompartment(*v.vault, DossierId(Number(1)), nobody, Viewer::kOthers));
  RC_ASSERT(
      ReadVersions(*v.vault, DossierId(Number(1)), Compartment::kIdentity, nobody, Viewer::kOthers)
          ->rows()
          .empty());
}

TEST(PackedRecords, AttackPackedRecordsCutAnywhere) {
  Bytes packed;
  Pack(RecordId(Number(1)), 1, "first", packed);
  const std::size_t boundary = packed.size();
  Pack(RecordId(Number(2)), 7, "", packed);
  for (std::size_t size = 0; size <= packed.size(); ++size) {
    PackedRecords records(BytesView(packed).substr(0, size));
    int found = 0;
    auto more = records.Next();
    for (; more && *more; more = records.Next()) ++found;
    const bool whole = size == 0 || size == boundary || size == packed.size();
    EXPECT_EQ(more.has_value(), whole) << size;
    EXPECT_EQ(found, (size >= boundary ? 1 : 0) + (size == packed.size() ? 1 : 0)) << size;
    if (!more) {
      EXPECT_EQ(more.error().reason, Reason::kCorrupt);
    }
  }
}

TEST(PackedRecords, AttackSizeBeyondTheRow) {
  Bytes packed(20, '\1');
  PutU32(packed, 0xffffffff);
  packed += "short";
  EXPECT_EQ(PackedRecords(packed).Next().error().reason, Reason::kCorrupt);
}

}  // namespace
}  // namespace relais::dossier
