#include "services/accesses/legal_order_service.h"

#include <google/protobuf/util/time_util.h>

#include "relais/v1/legal_orders.pb.h"
#include "services/accesses/officer.h"
#include "services/accesses/server_act.h"
#include "services/base/plain_line.h"
#include "services/directory/repository.h"
#include "services/rpc/typed.h"

namespace relais::accesses {
namespace {

using google::protobuf::util::TimeUtil;
using rpc::ApplyChange;
using rpc::Changed;
using rpc::Prepared;
using rpc::Reading;

constexpr char kTellMethod[] = "LegalOrders.TellLegalOrder";
constexpr std::chrono::days kLongestSilence{366};
constexpr std::size_t kMostLine = 120;
constexpr int kMostListed = 200, kToldAtOnce = 100;

Status CheckLine(const std::string& text, const char* field) {
  if (!FoldedName(text).empty() && text.size() <= kMostLine && IsPlainLine(text)) return {};
  return Fail(Reason::kInvalid, "expected 1 to 120 bytes on one line", field);
}

Result<CompartmentSet> SetOf(const google::protobuf::RepeatedField<int>& values,
                             const char* field) {
  CompartmentSet out;
  for (const int value : values) {
    if (value < 1 || value > kCompartments)
      return Fail(Reason::kInvalid, "this value is not known", field);
    out.Add(static_cast<Compartment>(value));
  }
  return out;
}

// Everything but whose file it is, and who enters it.
Result<LegalOrder> OrderOf(const v1::LegalOrder& from, Instant now) {
  RETURN_IF_ERROR(CheckLine(from.authority(), "order.authority"));
  RETURN_IF_ERROR(CheckLine(from.reference(), "order.reference"));
  RETURN_IF_ERROR(CheckLine(from.lawyer(), "order.lawyer"));
  if (from.advice() <= 0 || from.advice() >= v1::LegalOrder::Advice_ARRAYSIZE)
    return Fail(Reason::kInvalid, "expected what the lawyer advised", "order.advice");
  LegalOrder out{.authority = from.authority(),
                 .reference = from.reference(),
                 .lawyer = from.lawyer(),
                 .advice = static_cast<std::uint8_t>(from.advice())};
  ASSIGN_OR_RETURN(out.asked, SetOf(from.compartments(), "order.compartments"));
  if (out.asked.Empty())
    return Fail(Reason::kInvalid, "expected the exact scope; none is not all",
                "order.compartments");
  if (!from.has_silent_until_time()) return out;
  const auto& until = from.silent_until_time();
  if (until.seconds() < ToMillis(now) / 1000 ||
      until.seconds() > ToMillis(now + kLongestSilence) / 1000)
    return Fail(Reason::kInvalid,
                "expected a time to come, within 12 months; a longer silence takes another order",
                "order.silent_until_time");
  out.silent_until = FromMillis(until.seconds() * 1000);
  return out;
}

// Names as the directory has them now.
Status Fill(storage::Connection& vault, const LegalOrder& from, v1::LegalOrder& to) {
  to.set_id(from.id.Text());
  to.set_authority(from.authority);
  to.set_reference(from.reference);
  to.set_lawyer(from.lawyer);
  to.set_advice(static_cast<v1::LegalOrder::Advice>(from.advice));
  to.set_outcome(static_cast<v1::LegalOrder::Outcome>(from.outcome));
  to.set_told(from.told);
  for (int c = 1; c <= kCompartments; ++c) {
    const auto compartment = static_cast<Compartment>(c);
    if (from.asked.Has(compartment)) to.add_compartments(static_cast<v1::Compartment>(c));
    if (from.handed_over.Has(compartment)) to.add_handed_over(static_cast<v1::Compartment>(c));
  }
  const auto stamp = [](Instant at) { return TimeUtil::MillisecondsToTimestamp(ToMillis(at)); };
  *to.mutable_create_time() = stamp(from.entered);
  if (from.silent_until) *to.mutable_silent_until_time() = stamp(*from.silent_until);
  if (from.closed) *to.mutable_close_time() = stamp(*from.closed);
  ASSIGN_OR_RETURN(const auto house, directory::FindOrganisation(vault, from.house));
  if (house) to.set_organisation(house->name);
  ASSIGN_OR_RETURN(const auto officer, directory::FindCaller(vault, from.entered_by));
  if (officer) to.set_entered_by(officer->name);
  return {};
}

Bytes ToBytes(const LegalOrder& last) {
  Bytes out;
  PutU64(out, static_cast<std::uint64_t>(ToMillis(last.entered)));
  return out += last.id.view();
}
Result<std::optional<OrderPosition>> PositionOf(const Bytes& bytes) {
  if (bytes.empty()) return std::optional<OrderPosition>();
  Reader reader(bytes);
  ASSIGN_OR_RETURN(const std::uint64_t entered, reader.U64());
  return std::optional(OrderPosition{static_cast<std::int64_t>(entered), Bytes(reader.rest())});
}

// Written into the person's log when they are told.
Status TellOne(ledger::Ledger& ledger, const access::Access& access, storage::Connection& vault,
               const LegalOrder& order) {
  Caller house{.kind = CallerKind::kSystem, .organisation = order.house};
  ASSIGN_OR_RETURN(const auto known, directory::FindOrganisation(vault, order.house));
  if (known) house.organisation_name = known->name;
  return ServerAct::Run(
      ledger, access.AdmitReview(order.dossier, house, kTellMethod),
      {.objects = {order.id.bytes()}, .owed = true},
      [id = order.id](storage::Connection& written, Instant, std::vector<Array<16>>&) {
        return MarkOrderTold(written, id);
      });
}

}  // namespace

void LegalOrderService::AddMethods(rpc::Methods& methods) {
  AddEnter(methods);
  AddClose(methods);
  AddLists(methods);
}

// Of no dossier, whatever it names: the entry is the house's.
void LegalOrderService::AddEnter(rpc::Methods& methods) {
  rpc::Add<v1::EnterLegalOrderRequest>(
      methods, "LegalOrders", "EnterLegalOrder", [this](auto request) -> Result<Prepared> {
        v1::DossierContext context;
        if (request->has_dossier_id())
          context.set_dossier_id(request->dossier_id());
        else
          context.set_card_code(request->card_code());
        ASSIGN_OR_RETURN(const rpc::Address address, parts_.desk.AddressOf(context));
        Prepared prepared = AskAsOfficer();
        prepared.request_id = request->request_id();
        prepared.change = [this, request, address](const Reading& reading) -> Result<ApplyChange> {
          ASSIGN_OR_RETURN(LegalOrder order, OrderOf(request->order(), reading.now));
          ASSIGN_OR_RETURN(order.dossier, parts_.addresses.Find(reading.vault, address));
          ASSIGN_OR_RETURN(const bool exists,
                           parts_.addresses.Exists(reading.vault, order.dossier));
          if (!exists) order.dossier = {};
          order.id = LegalOrderId::New(parts_.random);
          return ApplyChange([order](const access::Permit& permit, storage::Connection& vault,
                                     Instant at) -> Result<Changed> {
            LegalOrder entered = order;
            entered.entered = at;
            entered.house = permit.caller().organisation;
            entered.entered_by = ProfessionalId(permit.caller().id);
            RETURN_IF_ERROR(AddLegalOrder(vault, entered));
            v1::EnterLegalOrderResponse response;
            response.set_order_id(order.id.Text());
            return Changed{rpc::SealIds(permit, response, {order.id.bytes()})};
          });
        };
        return prepared;
      });
}

void LegalOrderService::AddClose(rpc::Methods& methods) {
  rpc::Add<v1::CloseLegalOrderRequest>(
      methods, "LegalOrders", "CloseLegalOrder", [](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const auto id, LegalOrderId::Parse(request->order_id()));
        if (request->outcome() <= 0 || request->outcome() >= v1::LegalOrder::Outcome_ARRAYSIZE)
          return Fail(Reason::kInvalid, "expected what came of it", "outcome");
        ASSIGN_OR_RETURN(const CompartmentSet handed_over,
                         SetOf(request->handed_over(), "handed_over"));
        const bool handed = request->outcome() == v1::LegalOrder::OUTCOME_HANDED_OVER;
        if (handed == handed_over.Empty())
          return Fail(Reason::kInvalid, "expected what was handed over, and nothing otherwise",
                      "handed_over");
        Prepared prepared = AskAsOfficer();
        prepared.request_id = request->request_id();
        prepared.change = [request, id, handed_over](const Reading&) -> Result<ApplyChange> {
          return ApplyChange([request, id, handed_over](const access::Permit& permit,
                                                        storage::Connection& vault,
                                                        Instant at) -> Result<Changed> {
            ASSIGN_OR_RETURN(auto order, FindLegalOrder(vault, id));
            if (!order || order->house != permit.caller().organisation)
              return Fail(Reason::kInvalid, "the register of your house has no such order",
                          "order_id");
            if (!order->asked.Covers(handed_over))
              return Fail(Reason::kInvalid,
                          "the order does not ask for that: nothing beyond its "
                          "scope is handed over",
                          "handed_over");
            order->outcome = static_cast<std::uint8_t>(request->outcome());
            order->closed = at;
            order->handed_over = handed_over;
            ASSIGN_OR_RETURN(const bool first, accesses::CloseLegalOrder(vault, *order));
            if (!first) return Fail(Reason::kWrongState, "what came of it was said before");
            return Changed{rpc::SealIds(permit, v1::CloseLegalOrderResponse(), {id.bytes()})};
          });
        };
        return prepared;
      });
}

void LegalOrderService::AddLists(rpc::Methods& methods) {
  rpc::Add<v1::ListLegalOrdersRequest>(
      methods, "LegalOrders", "ListLegalOrders", [this](auto request) -> Result<Prepared> {
        ASSIGN_OR_RETURN(const int size, rpc::PageSize(request->page_size()));
        Prepared prepared = AskAsOfficer();
        prepared.read = [this, request, size](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const Bytes token,
                           parts_.pages.Open(r.permit, {}, request->page_token()));
          ASSIGN_OR_RETURN(const auto before, PositionOf(token));
          ASSIGN_OR_RETURN(const auto rows,
                           RegisterOf(r.vault, r.permit.caller().organisation, before, size));
          v1::ListLegalOrdersResponse response;
          for (const LegalOrder& row : rows)
            RETURN_IF_ERROR(Fill(r.vault, row, *response.add_orders()));
          if (static_cast<int>(rows.size()) == size)
            response.set_next_page_token(parts_.pages.Seal(r.permit, {}, ToBytes(rows.back())));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
  rpc::Add<v1::ListOwnLegalOrdersRequest>(
      methods, "LegalOrders", "ListOwnLegalOrders", [](auto) -> Result<Prepared> {
        Prepared prepared;
        prepared.ask.action = Action::kReadLog;
        prepared.read = [](const Reading& r) -> Result<rpc::SealedWire> {
          ASSIGN_OR_RETURN(const auto rows,
                           ToldOrdersOf(r.vault, r.permit.request().dossier, kMostListed));
          v1::ListOwnLegalOrdersResponse response;
          for (const LegalOrder& row : rows)
            RETURN_IF_ERROR(Fill(r.vault, row, *response.add_orders()));
          return rpc::SealList(r.permit, response, rows.size());
        };
        return prepared;
      });
}

Status TellLegalOrders(ledger::Ledger& ledger, const access::Access& access,
                       storage::Connection& vault, Instant now) {
  ASSIGN_OR_RETURN(const auto due, OrdersToTell(vault, now, kToldAtOnce));
  Status all;
  for (const LegalOrder& order : due) {
    // One that cannot be written holds up no other.
    const Status told = TellOne(ledger, access, vault, order);
    if (!told) all = told;
  }
  return all;
}

}  // namespace relais::accesses
