#include "services/rpc/pipeline.h"

#include <algorithm>

#include "services/rpc/listing.h"
#include "services/rpc/requests.h"

namespace relais::rpc {

const Error& NotOpen() {
  static const Error error{Reason::kNotOpen,
                           "This file is not open to you. With the person present: what they agree "
                           "to and, the first time, the card and chosen word, or a code to their "
                           "phone; otherwise use the paper sheet, or call the help line."};
  return error;
}

namespace {

Error TooMuch() { return {Reason::kBusy, "too much is waiting; try again in a moment"}; }

// What is answered the same whether or not there is such a file.
bool IsAboutAny(const access::Request& ask) {
  return ask.action == Action::kAgree || ask.action == Action::kRelate || ask.at_request;
}

}  // namespace

// One call, alive until it is finished.
class Pipeline::Call : public std::enable_shared_from_this<Call> {
 public:
  Call(Pipeline& pipeline, Responder& responder, Prepared prepared, Hash digest,
       Credentials credentials, DelayLine::Time arrival, std::size_t size)
      : pipeline_(pipeline),
        responder_(responder),
        prepared_(std::move(prepared)),
        digest_(digest),
        credentials_(std::move(credentials)),
        arrival_(arrival),
        held_(pipeline.held_),
        size_(size) {
    *held_ += size_;
  }
  ~Call() { *held_ -= size_; }

  void Run(Worker& worker) {
    if (prepared_.anyone) return Answer(worker);
    auto act = prepared_.list ? DecideList(worker) : Decide(worker);
    if (!act && prepared_.caller) return FinishLate(act.error());
    if (!act) return responder_.Finish(act.error());
    if (prepared_.common) return responder_.Finish(Wire{prepared_.common()});
    if (*act) pipeline_.parts_.ledger.Submit(*std::move(act));
  }

  // At a time that tells nothing of the work that was done for it (P3).
  void FinishLate(Result<Wire> answer) {
    pipeline_.delayed_.At(arrival_ + kRefusalDelay,
                          [self = shared_from_this(), answer = std::move(answer)]() mutable {
                            answer ? self->responder_.Finish(*std::move(answer))
                                   : self->responder_.Finish(answer.error());
                          });
  }
  void FinishLate(Error error) {
    FinishLate(Result<Wire>(tl::unexpected<Error>(std::move(error))));
  }
  void Refuse(const Caller& caller) {
    if (pipeline_.parts_.on_refusal) pipeline_.parts_.on_refusal(caller, Now());
    FinishLate(NotOpen());
  }

  void NoteReading(const access::Permit& permit, bool listed = false) {
    const auto& note = pipeline_.parts_.on_reading;
    if (note && permit.request().action == Action::kRead)
      note(permit.caller(), permit.request().dossier, Now(), listed);
  }

  void Retry() {
    if (++retries_ > 2) {
      Error busy{Reason::kBusy, "rights are being changed right now; try again"};
      return IsAboutAny(prepared_.ask) ? FinishLate(std::move(busy))
                                       : responder_.Finish(std::move(busy));
    }
    pipeline_.Post(shared_from_this());
  }

  // The first part of a stream has its receipt.
  void Open(Wire first, const Array<16>& caller) {
    if (!pipeline_.BeginStream(caller))
      return responder_.Finish(Error{Reason::kBusy, "too many streams are open; close one"});
    stream_of_ = caller;
    responder_.Write(std::move(first));
    FollowLater();
  }

  Responder& responder() { return responder_; }
  const Prepared& prepared() const { return prepared_; }
  RequestKey KeyFor(const Caller& caller) const {
    Array<16> who = caller.id;
    for (std::size_t i = 0; i < who.size(); ++i) who[i] ^= caller.system[i];
    return {who, prepared_.ask.method, prepared_.request_id, digest_};
  }

 private:
  // Of whoever is not signed in.
  void Answer(Worker& worker) {
    auto snapshot = storage::Snapshot::Begin(*worker.vault);
    if (!snapshot) return FinishLate(snapshot.error());
    auto answer = prepared_.anyone(*snapshot, Now());
    if (!answer) return FinishLate(answer.error());
    FinishLate(Wire{*std::move(answer)});
  }
  Result<std::unique_ptr<ledger::Act>> Decide(Worker& worker);
  // The act of a list that is refused or fails as a whole; null when its parts are on their way.
  Result<std::unique_ptr<ledger::Act>> DecideList(Worker& worker);
  struct Part {
    access::Permit permit;
    SealedWire sealed;
  };
  // While it lives the list is under way; null when there are enough.
  std::shared_ptr<void> CountList() const {
    const auto lists = pipeline_.lists_;
    const bool room = ++*lists <= kMostLists;
    const std::shared_ptr<void> counted(lists.get(), [lists](void*) { --*lists; });
    return room ? counted : nullptr;
  }
  Result<std::vector<Part>> PartsOf(Worker& worker, const storage::Snapshot& snapshot,
                                    const access::Permit& permit, Instant now);
  // A permit as of now, for whom the token stands for now.
  Result<access::Permit> Admit(const storage::Snapshot& snapshot, Instant now) const;
  Instant Now() const {
    // A clock that steps back must not revive what has ended, nor put off an exclusion.
    return std::max(pipeline_.parts_.clock.Now(), pipeline_.parts_.ledger.NotBefore());
  }

  void FollowLater() {
    pipeline_.delayed_.At(std::chrono::steady_clock::now() + kFollowPause,
                          [self = shared_from_this()] { self->AskForMore(); });
  }
  void AskForMore() {
    if (pipeline_.stopping_)
      return Close(Error{Reason::kUnavailable, "the server is stopping; connect again"});
    if (responder_.Ended()) return Close(Error{Reason::kUnavailable, "the call has ended"});
    const bool posted =
        responder_.Writable() && pipeline_.pool_->Post([self = shared_from_this()](Worker& worker) {
          const auto more = self->More(worker);
          if (!more) return self->Close(more.error());
          if (!more->empty()) self->responder_.Write(*more);
          self->FollowLater();
        });
    if (!posted) FollowLater();  // the client, or we, are busy
  }
  Result<Wire> More(Worker& worker) const {
    const Instant now = Now();
    ASSIGN_OR_RETURN(const storage::Snapshot snapshot, storage::Snapshot::Begin(*worker.vault));
    ASSIGN_OR_RETURN(const access::Permit permit, Admit(snapshot, now));
    if (!permit.allowed()) return tl::unexpected<Error>(NotOpen());
    return prepared_.follow(
        {permit, snapshot.vault(), *worker.log, now, [this] { return responder_.Ended(); }});
  }
  void Close(const Error& error) {
    pipeline_.EndStream(stream_of_);
    responder_.Finish(error);
  }
  Result<DossierId> Dossier(const storage::Snapshot& snapshot, const Caller& caller) const {
    if (!prepared_.ask.dossier.IsZero()) return ToBeOpened(snapshot, caller);
    const bool own =
        !caller.dossier.IsZero() && std::holds_alternative<std::monostate>(prepared_.address);
    if (own) return caller.dossier;
    return pipeline_.parts_.addresses.Find(snapshot.vault(), prepared_.address);
  }

  // A dossier that is being opened has no address yet. A repeated opening gives away the ids of the
  // dossier that the first one made, so it stands on that one's chain, where the person sees it.
  DossierId ToBeOpened(const storage::Snapshot& snapshot, const Caller& caller) const {
    const auto done = FindRequest(snapshot.vault(), KeyFor(caller));
    return done && *done ? (*done)->dossier : prepared_.ask.dossier;
  }

  Pipeline& pipeline_;
  Responder& responder_;
  const Prepared prepared_;
  const Hash digest_;
  const Credentials credentials_;
  const DelayLine::Time arrival_;
  const std::shared_ptr<std::atomic<std::size_t>> held_;
  const std::size_t size_;
  int retries_ = 0;
  Array<16> stream_of_{};  // of an open stream: the caller
};

// A decided call on its way through the ledger.
class Pipeline::CallAct final : public ledger::Act {
 public:
  CallAct(std::shared_ptr<Call> call, access::Permit permit)
      : call_(std::move(call)), permit_(std::move(permit)) {}

  // Decides what there is to commit: a refusal, a disclosure, a change, or a failure.
  void Prepare(Worker& worker, storage::Connection& vault, Instant now) {
    if (!permit_.allowed()) return;
    if (IsRepeat(vault)) {
      // What it rested on may be used up: the writer finds the answer before this is looked at.
      change_ = [](const auto&, auto&, Instant) -> Result<Changed> {
        return Fail(Reason::kBusy, "this request was answered before; ask again with a new id");
      };
      return;
    }
    const Reading reading{permit_, vault, *worker.log, now, [this] { return Ended(); }};
    if (call_->prepared().read) {
      auto response = call_->prepared().read(reading);
      response ? Show(*std::move(response), audit::Outcome::kOpened)
               : Failed(std::move(response).error());
    } else {
      auto change = call_->prepared().change(reading);
      if (change)
        change_ = *std::move(change);
      else
        Failed(std::move(change).error());
    }
  }

  // It was allowed, and cannot be done.
  void Failed(Error error) {
    error_ = std::move(error);
    outcome_ = audit::Outcome::kFailed;
  }

  void Distrust(Error error) override {
    response_.reset();
    change_ = nullptr;
    Failed(std::move(error));
  }

  const access::Permit& permit() const override { return permit_; }
  bool Ended() const override { return call_->responder().Ended(); }
  bool IsChange() const override { return change_ != nullptr; }
  Status Apply(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) override {
    Status status = TryApply(vault, at, moved);
    if (!status) Failed(status.error());
    return status;
  }
  audit::Outcome outcome() const override { return outcome_; }
  const ledger::Disclosure& disclosure() const override {
    return response_ ? response_->what() : nothing_;
  }

  void Settle(Result<ledger::Receipt> receipt) override {
    if (!receipt) return call_->responder().Finish(receipt.error());
    if (outcome_ == audit::Outcome::kRefused) return call_->Refuse(permit_.caller());
    if (error_) return Answer(*error_);
    call_->NoteReading(permit_);
    Wire wire = std::move(*response_).Open(*receipt);
    if (call_->prepared().follow) return call_->Open(std::move(wire), permit_.caller().id);
    Answer(std::move(wire));
  }
  void DecideAgain() override { call_->Retry(); }

 private:
  bool IsRepeat(storage::Connection& vault) const {
    if (!call_->prepared().change) return false;
    const auto done = FindRequest(vault, call_->KeyFor(permit_.caller()));
    return done && *done && (*done)->dossier == permit_.request().dossier;
  }
  // What is proposed about any card, confirmed or shown, tells by its time no more than a refusal does.
  template <class T>
  void Answer(T answer) {
    if (IsAboutAny(permit_.request())) return call_->FinishLate(std::move(answer));
    call_->responder().Finish(std::move(answer));
  }
  void Show(SealedWire response, audit::Outcome outcome) {
    response_.emplace(std::move(response));
    outcome_ = outcome;
  }
  Status TryApply(storage::Connection& vault, Instant at, std::vector<Array<16>>& moved) {
    const RequestKey key = call_->KeyFor(permit_.caller());
    const DossierId& dossier = permit_.request().dossier;
    ASSIGN_OR_RETURN(const auto done, FindRequest(vault, key));
    if (done) {
      if (done->dossier != dossier)
        return Fail(Reason::kBusy, "this request is being answered already; ask again in a moment");
      Show(Complete(SealedWire(permit_, Wire{done->response}, {})), audit::Outcome::kOpened);
      return {};
    }
    ASSIGN_OR_RETURN(Changed changed, change_(permit_, vault, at));
    moved = std::move(changed.moved);
    Bytes kept;
    changed.response = std::move(changed.response).Map([&](Wire wire) {
      kept = wire.front();
      return wire;
    });
    RETURN_IF_ERROR(RememberRequest(vault, key, {dossier, std::move(kept)}, at));
    Show(Complete(std::move(changed.response)), audit::Outcome::kChanged);
    return {};
  }
  SealedWire Complete(SealedWire response) {
    const auto& complete = call_->prepared().complete;
    if (!complete) return response;
    return std::move(response).Map(
        [&](Wire wire) { return Wire{complete(std::move(wire.front()))}; });
  }

  const std::shared_ptr<Call> call_;
  const access::Permit permit_;
  const ledger::Disclosure nothing_;
  audit::Outcome outcome_ = audit::Outcome::kRefused;
  ApplyChange change_;
  std::optional<SealedWire> response_;
  std::optional<Error> error_;
};

Result<access::Permit> Pipeline::Call::Admit(const storage::Snapshot& snapshot, Instant now) const {
  const PipelineParts& parts = pipeline_.parts_;
  ASSIGN_OR_RETURN(Caller caller, prepared_.caller ? prepared_.caller(snapshot, now)
                                                   : parts.authenticator.Authenticate(
                                                         snapshot, credentials_, now));
  access::Request ask = prepared_.ask;
  ASSIGN_OR_RETURN(ask.dossier, Dossier(snapshot, caller));
  return parts.access.Admit(snapshot, std::move(caller), std::move(ask), now);
}

// Authenticate, admit, read: all in one snapshot, given back before the commit.
Result<std::unique_ptr<ledger::Act>> Pipeline::Call::Decide(Worker& worker) {
  const PipelineParts& parts = pipeline_.parts_;
  const Instant now = Now();
  ASSIGN_OR_RETURN(const storage::Snapshot snapshot, storage::Snapshot::Begin(*worker.vault));
  if (prepared_.common) {
    RETURN_IF_ERROR(parts.authenticator.Authenticate(snapshot, credentials_, now));
    return std::unique_ptr<ledger::Act>();
  }
  ASSIGN_OR_RETURN(access::Permit permit, Admit(snapshot, now));
  // What is open rests on a consent, or on the person, of that very dossier. Only a refusal, and what
  // is about any file, must ask whether there is one: its entry stands on the dossier's chain, or on that of
  // the caller's house. The work is the same for both (P3).
  const bool rests_on_it = permit.allowed() && !IsAboutAny(permit.request());
  if (!rests_on_it && !permit.request().dossier.IsZero()) {
    ASSIGN_OR_RETURN(const bool exists,
                     parts.addresses.Exists(snapshot.vault(), permit.request().dossier));
    access::Request ask = permit.request();
    if (!exists) ask.dossier = {};
    ASSIGN_OR_RETURN(permit, parts.access.Admit(snapshot, permit.caller(), std::move(ask), now));
  }
  auto act = std::make_unique<CallAct>(shared_from_this(), std::move(permit));
  act->Prepare(worker, snapshot.vault(), now);
  return act;
}

// The frame, and a line for each dossier that is open to the caller and has one.
Result<std::vector<Pipeline::Call::Part>> Pipeline::Call::PartsOf(Worker& worker,
                                                                  const storage::Snapshot& snapshot,
                                                                  const access::Permit& permit,
                                                                  Instant now) {
  const auto ended = [this] { return responder_.Ended(); };
  const Listing& list = *prepared_.list;
  ASSIGN_OR_RETURN(auto frame, list.frame({permit, snapshot.vault(), *worker.log, now, ended}));
  std::vector<Part> parts;
  parts.push_back({permit, std::move(frame.response)});
  for (const DossierId& dossier : frame.dossiers) {
    access::Request ask = list.ask;
    ask.dossier = dossier;
    ASSIGN_OR_RETURN(access::Permit of_line,
                     pipeline_.parts_.access.Admit(snapshot, permit.caller(), std::move(ask), now));
    if (!of_line.allowed()) continue;
    ASSIGN_OR_RETURN(auto line, list.line({of_line, snapshot.vault(), *worker.log, now, ended}));
    if (line) parts.push_back({std::move(of_line), *std::move(line)});
  }
  return parts;
}

Result<std::unique_ptr<ledger::Act>> Pipeline::Call::DecideList(Worker& worker) {
  const Instant now = Now();
  ASSIGN_OR_RETURN(const storage::Snapshot snapshot, storage::Snapshot::Begin(*worker.vault));
  ASSIGN_OR_RETURN(access::Permit permit, Admit(snapshot, now));
  auto parts = permit.allowed() ? PartsOf(worker, snapshot, permit, now)
                                : Result<std::vector<Part>>(std::vector<Part>());
  if (!parts || parts->empty()) {
    auto act = std::make_unique<CallAct>(shared_from_this(), std::move(permit));
    if (!parts) act->Failed(std::move(parts).error());
    return act;
  }
  const std::shared_ptr<void> counted = CountList();
  if (!counted) return tl::unexpected<Error>(TooMuch());
  const auto finish = [self = shared_from_this(), counted](Result<Wire> all) {
    all ? self->responder_.Finish(*std::move(all)) : self->responder_.Finish(all.error());
  };
  const auto gathering = std::make_shared<Gathering>(parts->size(), finish);
  std::vector<std::unique_ptr<ledger::Act>> acts;
  for (Part& part : *parts)
    acts.push_back(std::make_unique<PartAct>(
        std::move(part.permit), std::move(part.sealed), acts.size(), gathering,
        [self = shared_from_this()] { return self->responder_.Ended(); },
        [self = shared_from_this()](const access::Permit& line) {
          self->NoteReading(line, true);
        }));
  pipeline_.parts_.ledger.Submit(std::move(acts));
  return std::unique_ptr<ledger::Act>();
}

Result<std::unique_ptr<Pipeline>> Pipeline::Start(PipelineParts parts) {
  std::unique_ptr<Pipeline> pipeline(new Pipeline(std::move(parts)));
  const PipelineParts& p = pipeline->parts_;
  ASSIGN_OR_RETURN(pipeline->pool_, Pool::Start(p.vault, p.log, p.workers, p.queue_limit));
  return pipeline;
}

void Pipeline::Handle(Responder& responder, std::string method, Bytes request,
                      Credentials credentials, DelayLine::Time arrival) {
  const auto known = parts_.methods.find(method);
  if (known == parts_.methods.end())
    return responder.Finish(Error{Reason::kNoSuchMethod, "there is no such method"});
  if (*held_ + request.size() > kMostHeld) return responder.Finish(TooMuch());
  auto prepared = known->second(request);
  if (prepared && prepared->change) {
    if (auto status = CheckRequestId(prepared->request_id); !status)
      return responder.Finish(status.error());
  }
  if (!prepared) return responder.Finish(prepared.error());
  const Hash digest = prepared->change ? HmacSha256(parts_.request_key, request) : Hash{};
  Post(std::make_shared<Call>(*this, responder, *std::move(prepared), digest,
                              std::move(credentials), arrival, request.size()));
}

bool Pipeline::BeginStream(const Array<16>& caller) {
  const MutexLock lock(streams_mutex_);
  const auto known = streams_.find(caller);
  const int of_one = known == streams_.end() ? 0 : known->second;
  if (all_streams_ >= kMostStreams || of_one >= kMostStreamsOfOne) return false;
  ++all_streams_;
  ++streams_[caller];
  return true;
}

void Pipeline::EndStream(const Array<16>& caller) {
  const MutexLock lock(streams_mutex_);
  --all_streams_;
  if (--streams_[caller] == 0) streams_.erase(caller);
}

void Pipeline::Post(std::shared_ptr<Call> call) {
  Responder& responder = call->responder();
  if (!pool_->Post([call = std::move(call)](Worker& worker) { call->Run(worker); })) {
    responder.Finish(TooMuch());
  }
}

}  // namespace relais::rpc
