// One case a compilation (-DCASE=n). Case 0 must compile; every other is a way to get data out
// without its entry, or to overlook that something failed, and must not.
#include "services/ledger/disclose.h"
#include "services/ledger/ledger.h"

namespace relais::ledger {

int Show(const access::Permit& permit, const Receipt& receipt, const keys::CompartmentKeys& keys,
         Ledger& ledger, std::unique_ptr<Act> act) {
  Sealed<int> sealed(permit, 1, Disclosure{});
#if CASE == 0
  Status status = ledger.ReplacePolicy(nullptr);
  ledger.Submit(std::move(act));
  if (!Disclose(permit, keys, StoredRecords())) return 0;
  return status ? std::move(sealed).Map([](int value) { return value + 1; }).Open(receipt) : 0;
#elif CASE == 1   // no receipt
  return std::move(sealed).Open();
#elif CASE == 2   // a receipt of one's own
  return std::move(sealed).Open(Receipt(permit.nonce(), 0, 1));
#elif CASE == 3   // a receipt out of nothing
  const Receipt none{};
  return std::move(sealed).Open(none);
#elif CASE == 4   // a permit of one's own
  const access::Permit mine;
  return mine.allowed();
#elif CASE == 5   // the permit itself as the receipt
  return std::move(sealed).Open(permit);
#elif CASE == 6   // the value, straight
  return sealed.value_;
#elif CASE == 7   // a Status overlooked
  ledger.ReplacePolicy(nullptr);
  return 0;
#elif CASE == 8   // a Result overlooked
  ledger.FreshCheckpoint();
  return 0;
#elif CASE == 9   // opening twice: the seal must be given up
  return sealed.Open(receipt);
#elif CASE == 10  // a sealed value that carries another permit's number
  return Sealed<int>(receipt.index(), 1, Disclosure{}).Open(receipt);
#elif CASE == 11  // ciphertext to content without a permit
  return static_cast<int>(Disclose(keys, StoredRecords())->what().count);
#elif CASE == 12  // printing what is sealed
  std::string text = sealed;
  return static_cast<int>(text.size());
#elif CASE == 13  // an error where a Permit should be: a permit cannot be left unset
  std::vector<access::Permit> permits(1);
  return permits[0].allowed();
#endif
}

}  // namespace relais::ledger
