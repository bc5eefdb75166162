// Random batches of changes, some of which fail half-way, against a std::map; the stores are
// reopened now and then.
#include <random>

#include "tests/storage/test_store.h"

namespace relais::storage {
namespace {

using Model = std::map<std::int64_t, std::int64_t>;

struct Step {
  enum class Kind { kPut, kErase, kMove, kFail } kind;
  std::int64_t a, b;
};

void ApplyTo(Model& model, const Step& step) {
  switch (step.kind) {
    case Step::Kind::kPut:
      model[step.a] = step.b;
      break;
    case Step::Kind::kErase:
      model.erase(step.a);
      break;
    case Step::Kind::kMove:  // needs a, and a free b; else it fails and nothing happens
      if (step.a != step.b && model.contains(step.a) && !model.contains(step.b))
        model[step.b] = model.extract(step.a).mapped();
      break;
    case Step::Kind::kFail:
      break;
  }
}

Change ChangeFor(const Step& step) {
  return [step](Connection& vault) -> Status {
    switch (step.kind) {
      case Step::Kind::kPut:
        return Put(step.a, step.b)(vault);
      case Step::Kind::kErase:
        RETURN_IF_ERROR(Run(vault, "DELETE FROM pairs WHERE k = ?1", step.a));
        return {};
      case Step::Kind::kMove:
        RETURN_IF_ERROR(Run(vault, "UPDATE pairs SET k = ?2 WHERE k = ?1", step.a, step.b));
        return {};
      case Step::Kind::kFail:
        RETURN_IF_ERROR(Put(step.a, -1)(vault));
        RETURN_IF_ERROR(Run(vault, "DELETE FROM pairs WHERE k <> ?1", step.a));
        return Fail(Reason::kChanged, "half-way");
    }
    return {};
  };
}

TEST(Model, RandomBatchesEndWhereTheMapEnds) {
  std::random_device device;
  const auto seed = device();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  const Scratch scratch;
  Model model;
  std::int64_t id = 0;
  for (int life = 0; life < 6; ++life) {
    Stores stores(scratch.path());
    Endings endings;
    TestWriter writer(stores, endings);
    std::size_t submitted = 0;
    for (int batch = 0; batch < 15; ++batch) {
      writer.Hold(++id);
      ++submitted;
      for (auto left = below(40); left >= 0; --left, ++submitted) {
        const Step step{static_cast<Step::Kind>(below(4)), below(30), below(30)};
        ApplyTo(model, step);
        MustDo(writer.Submit(++id, ChangeFor(step)));
      }
      writer.Release();
      endings.Wait(submitted);
      ASSERT_EQ(stores.Vault(), model);
    }
    EXPECT_EQ(stores.Entries().size(), static_cast<std::size_t>(id));
  }
}

}  // namespace
}  // namespace relais::storage
