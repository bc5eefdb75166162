// P3: the time of a refusal does not tell whether there is a dossier. Interleaved samples of three
// kinds of refused read; every pair's Kolmogorov-Smirnov distance stays below a bound. The same
// measure must find a shift that was planted.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "tests/end_to_end/fixture.h"

namespace relais {
namespace {

using Samples = std::vector<double>;  // microseconds

// The largest distance between the two distributions.
double Distance(Samples a, Samples b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  double most = 0;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double at = std::min(a[i], b[j]);
    while (i < a.size() && a[i] <= at) ++i;
    while (j < b.size() && b[j] <= at) ++j;
    most = std::max(most, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                   static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return most;
}

std::size_t SampleCount() {
  const char* const text = std::getenv("RELAIS_P3_SAMPLES");
  return text != nullptr ? std::stoul(text) : 3000;
}

// 0.08 at 3,000 samples, which is no p-value but a distance; wider for fewer, as chance is.
double Bound(std::size_t samples) {
  return 0.08 * std::sqrt(3000.0 / static_cast<double>(samples));
}

class P3 : public EndToEnd {
 protected:
  static double Microseconds(v1::Dossiers::Stub& stub, const std::string& token,
                             const std::string& dossier) {
    const v1::GetDossierRequest request = ReadOf(dossier);
    v1::GetDossierResponse response;
    grpc::ClientContext context;
    Prepare(context, token);
    const auto start = std::chrono::steady_clock::now();
    const auto status = stub.GetDossier(&context, request, &response);
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
    return took.count();
  }
};

TEST_F(P3, RefusalsTakeTheSameTime) {
  const std::size_t count = SampleCount();
  SystemRandom random;
  const std::string token =
      Token(AddProfessional(AddHouse("Hôpital Sainte-Anne"), "hospital_social_worker"));
  const std::string existing = Open(token).id;
  std::vector<std::string> untouched;
  for (std::size_t i = 0; i < count; ++i) untouched.push_back(Open(token).id);
  v1::Dossiers::Stub stub(channel());
  for (int i = 0; i < 20; ++i) Microseconds(stub, token, existing);

  enum Kind { kAbsent, kExisting, kFirstTouch };
  Samples samples[3];
  std::mt19937 order(1);
  int kinds[] = {kAbsent, kExisting, kFirstTouch};
  for (std::size_t i = 0; i < count; ++i) {
    std::shuffle(std::begin(kinds), std::end(kinds), order);
    for (const int kind : kinds) {
      const std::string dossier = kind == kAbsent     ? DossierId::New(random).Text()
                                  : kind == kExisting ? existing
                                                      : untouched[i];
      samples[kind].push_back(Microseconds(stub, token, dossier));
    }
  }
  const double bound = Bound(count);
  const double pairs[] = {Distance(samples[kAbsent], samples[kExisting]),
                          Distance(samples[kAbsent], samples[kFirstTouch]),
                          Distance(samples[kExisting], samples[kFirstTouch])};
  for (const double distance : pairs) EXPECT_LT(distance, bound);
  Samples shifted = samples[kExisting];
  for (double& sample : shifted) sample += 100;
  const double planted = Distance(samples[kAbsent], shifted);
  EXPECT_GT(planted, bound);
  std::sort(samples[0].begin(), samples[0].end());
  std::printf(
      "P3: %zu samples each, bound %.3f; absent/existing %.3f, absent/first touch %.3f, "
      "existing/first touch %.3f; 100 us planted %.3f; median %.0f us, quartiles %.0f to %.0f us\n",
      count, bound, pairs[0], pairs[1], pairs[2], planted, samples[0][count / 2],
      samples[0][count / 4], samples[0][count * 3 / 4]);
}

}  // namespace
}  // namespace relais
