#include "services/relaisd/operations.h"

#include <jansson.h>
#include <prometheus/text_serializer.h>

#include <cstdlib>

#include "services/accesses/reviews.h"
#include "services/notification/repository.h"

namespace relais::relaisd {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

// Behind by more, somebody should look at it.
constexpr std::chrono::minutes kLongLag{5};

// All that is shown, of one moment.
struct Figures {
  storage::GroupCommit::Counts commits;
  std::uint64_t entries = 0;
  std::vector<accesses::WitnessStanding> witnesses;
  notification::Backlog telling;
  accesses::QueueLength reviews;
};

Result<Figures> Measure(const OperationsParts& parts, storage::Connection& vault,
                        storage::Connection& log) {
  Figures figures{.commits = parts.ledger.counts(), .witnesses = parts.cosigning.Standings()};
  const Instant now = parts.clock.Now();
  ASSIGN_OR_RETURN(figures.entries, ledger::CountEntries(log));
  ASSIGN_OR_RETURN(figures.telling, notification::MeasureBacklog(log, now));
  ASSIGN_OR_RETURN(figures.reviews, accesses::MeasureQueue(vault, now));
  return figures;
}

double Seconds(Millis time) { return std::chrono::duration<double>(time).count(); }

MetricFamily Single(const char* name, const char* help, double value,
                    MetricType type = MetricType::Gauge) {
  ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {name, help, type, {std::move(metric)}};
}

template <class F>
MetricFamily OfWitnesses(const Figures& figures, const char* name, const char* help, F value) {
  MetricFamily family{name, help, MetricType::Gauge, {}};
  for (const accesses::WitnessStanding& witness : figures.witnesses) {
    ClientMetric metric;
    metric.label.push_back({"witness", witness.name});
    metric.gauge.value = value(witness);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

std::string Metrics(const Figures& f) {
  using Witness = accesses::WitnessStanding;
  return prometheus::TextSerializer().Serialize(
      {Single("relais_log_entries", "Entries of the log.", static_cast<double>(f.entries)),
       Single("relais_log_commits_total", "Commits of the log since the start.",
              static_cast<double>(f.commits.batches), MetricType::Counter),
       Single("relais_log_stands", "Whether the newest commit was written down.",
              f.commits.stands ? 1 : 0),
       Single("relais_log_acts_total", "Acts that these commits held.",
              static_cast<double>(f.commits.units), MetricType::Counter),
       OfWitnesses(f, "relais_witness_lag_entries", "Entries that a witness has not cosigned.",
                   [](const Witness& w) { return static_cast<double>(w.lag_entries); }),
       OfWitnesses(f, "relais_witness_lag_seconds", "For how long it has been behind.",
                   [](const Witness& w) { return Seconds(w.lag); }),
       OfWitnesses(f, "relais_witness_up", "Whether its last answer was a cosignature.",
                   [](const Witness& w) { return w.size > 0 && w.trouble.empty() ? 1.0 : 0.0; }),
       Single("relais_telling_due", "Notices that are due or were tried in vain.",
              static_cast<double>(f.telling.due)),
       Single("relais_telling_overdue_seconds", "For how long the oldest of them has been due.",
              Seconds(f.telling.overdue)),
       Single("relais_telling_dead", "Messages that were given up: relais-admin telling dead.",
              static_cast<double>(f.telling.dead)),
       Single("relais_reviews_open", "What waits for privacy officers.",
              static_cast<double>(f.reviews.open)),
       Single("relais_reviews_overdue", "What they should have decided by now.",
              static_cast<double>(f.reviews.overdue))});
}

// What somebody should look at, in words; empty: nothing.
std::vector<std::string> Troubles(const Figures& f) {
  std::vector<std::string> out;
  for (const accesses::WitnessStanding& witness : f.witnesses) {
    if (witness.lag > kLongLag)
      out.push_back("the witness " + witness.name + " is behind: " +
                    (witness.trouble.empty() ? "it has not answered" : witness.trouble));
  }
  if (!f.commits.stands)
    out.push_back("nothing can be written down, so nothing is shown: see the server's log");
  if (f.telling.overdue > kLongLag) out.push_back("notices are overdue: see the server's log");
  if (f.telling.dead > 0) out.push_back("messages were given up: see relais-admin telling dead");
  if (f.reviews.overdue > 0) out.push_back("privacy officers have not decided in time");
  return out;
}

// What is put into another is its own ("o"); what holds text that is no UTF-8 is left out.
std::string Health(const Figures& f) {
  json_t* const troubles = json_array();
  for (const std::string& trouble : Troubles(f))
    json_array_append_new(troubles, json_string(trouble.c_str()));
  json_t* const witnesses = json_array();
  for (const accesses::WitnessStanding& witness : f.witnesses)
    json_array_append_new(
        witnesses, json_pack("{s:s, s:I, s:I, s:f, s:s}", "name", witness.name.c_str(), "entries",
                             static_cast<json_int_t>(witness.size), "lag_entries",
                             static_cast<json_int_t>(witness.lag_entries), "lag_seconds",
                             Seconds(witness.lag), "trouble", witness.trouble.c_str()));
  const std::unique_ptr<json_t, void (*)(json_t*)> page(
      json_pack("{s:b, s:I, s:o, s:o}", "serving", f.commits.stands ? 1 : 0, "log_entries",
                static_cast<json_int_t>(f.entries), "troubles", troubles, "witnesses", witnesses),
      [](json_t* json) { json_decref(json); });
  const std::unique_ptr<char, void (*)(void*)> text(json_dumps(page.get(), JSON_COMPACT),
                                                    std::free);
  return text ? std::string(text.get()) + "\n" : std::string("null\n");
}

}  // namespace

Result<std::unique_ptr<Operations>> Operations::Open(const std::string& listen,
                                                     OperationsParts parts) {
  std::unique_ptr<Operations> operations(new Operations(parts));
  ASSIGN_OR_RETURN(operations->vault_, parts.vault.Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(operations->log_, parts.log.Connect(storage::Store::Use::kRead));
  ASSIGN_OR_RETURN(operations->server_,
                   HttpServer::Start({.listen = listen},
                                     Plain([raw = operations.get()](const HttpRequest& request) {
                                       return raw->Handle(request.method, request.target);
                                     })));
  return operations;
}

HttpAnswer Operations::Handle(const std::string& method, const std::string& target) {
  const bool metrics = target == "/metrics";
  if (method != "GET") return {405, "only GET\n"};
  if (!metrics && target != "/health") return {404, "expected /metrics or /health\n"};
  const auto figures = Measure(parts_, *vault_, *log_);
  // Whatever cannot be read cannot be served either.
  if (!figures) return {503, "the stores cannot be read: " + figures.error().message + "\n"};
  if (metrics) return {200, Metrics(*figures), "text/plain; version=0.0.4; charset=utf-8"};
  return {figures->commits.stands ? 200 : 503, Health(*figures), "application/json"};
}

}  // namespace relais::relaisd
