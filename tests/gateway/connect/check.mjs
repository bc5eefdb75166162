// NODE_EXTRA_CA_CERTS=CA.pem node check.mjs WORLD.json: the gateway, as connect-web in JSON, connect-web in binary and
// curl see it. A line for each case and driver; exit code 1 when one fails, or is missing. Ten to twenty seconds.
//   WORLD.json: {"url": "https://localhost:PORT", "ca": the file CA.pem,
//     "professional": a token, "person": a token,
//     "dossier": the person's, which the professional may read, "stranger_dossier": one that the professional may not,
//     "modules": the folder that install printed}
//   connect-web asks by fetch, which trusts what Node trusts; and Node reads that variable only when it starts.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import {
  answers, binary, curl, curlStream, curlUnary, drivers, endsWith, envelope, headersOf, json, jsonOf, messagesOf,
  modules, pathOf, plain, refuses, whole, world,
} from './drivers.mjs';

// Counted by hand: a list that was emptied by mistake must not pass.
const EXPECTED = 57;

const {
  Access_Outcome, Accesses, Compartment, Dossiers, ErrorInfoSchema, Purpose, fromJson, timestampDate, toJson,
} = modules;
const { getDossier } = Dossiers.method;
const { exportAccesses, getAccess, listAccesses, watchAccesses } = Accesses.method;

// --- What is asked -------------------------------------------------------------------------------

const context = (changes = {}) => ({
  context: { dossierId: world.dossier, purpose: 'PURPOSE_EXIT_PREPARATION', reason: 'discharge_planning', ...changes },
});
const asProfessional = { token: world.professional };
const asPerson = { token: world.person };
// Well formed, and nobody's: the stranger's with another character in the middle.
const nobodys = world.stranger_dossier.replace(/(?<=^.{16})./, (c) => (c === '0' ? '1' : '0'));

async function collect(messages) {
  const all = [];
  for await (const message of messages) all.push(message);
  return all;
}
// The server lets one caller follow four streams. With this deadline, in milliseconds, the six watches that are ended
// from here leave places for the others only when the gateway has seen that nobody reads them any more.
const LONG = 25_000;
const millis = (time) => timestampDate(time).getTime();
function expectTime(time) {
  assert.equal(typeof time?.seconds, 'bigint', 'a time is missing');
  const year = timestampDate(time).getUTCFullYear();
  assert.ok(year >= 2020 && year < 2200, `a time in the year ${year}`);
}
const lastEntry = async (driver) => (await driver.unary(listAccesses, { pageSize: 1 }, asPerson)).accesses[0];
// As JSON, with its lists in one order: they come in none.
function inOrder(schema, message) {
  const sort = (value) => {
    if (Array.isArray(value)) return value.map(sort).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sort(value[key])]));
  };
  return sort(toJson(schema, message));
}
// A method of the same messages that the API does not have.
function unknown(method, change) {
  const other = { ...method, ...change };
  other.parent = { ...method.parent, ...change.parent, methods: [other] };
  return other;
}

// --- Cases of every driver -----------------------------------------------------------------------

const seen = { dossier: [], entry: [] }; // by each driver

const shared = {
  'a read gives the dossier': async (driver) => {
    const answer = await driver.unary(getDossier, context(), asProfessional);
    assert.equal(answer.dossierId, world.dossier);
    assert.ok(answer.bases.length > 0, 'it does not say by what it was opened');
    for (const basis of answer.bases) {
      assert.notEqual(Compartment[basis.compartment] ?? 'COMPARTMENT_UNSPECIFIED', 'COMPARTMENT_UNSPECIFIED');
      assert.match(basis.consentId, /^con_\w{26}$/);
      assert.ok(basis.rule);
      expectTime(basis.endTime);
    }
    for (const step of answer.steps) {
      assert.match(step.id, /^stp_\w{26}$/);
      assert.ok(step.version >= 1 && step.kind);
      assert.match(step.happenedOn, /^\d{4}-\d\d-\d\d$/);
      expectTime(step.recordTime);
    }
    seen.dossier.push(inOrder(getDossier.output, answer));
  },

  'numbers of 64 bits and times arrive': async (driver) => {
    const { accesses } = await driver.unary(listAccesses, { pageSize: 2 }, asPerson);
    assert.equal(accesses.length, 2);
    assert.equal(typeof accesses[0].number, 'bigint');
    assert.equal(accesses[0].number, accesses[1].number + 1n);
    for (const access of accesses) expectTime(access.createTime);
    assert.ok(millis(accesses[0].createTime) >= millis(accesses[1].createTime));
    const { access } = await driver.unary(getAccess, { number: '1' }, asPerson);
    assert.equal(access.number, 1n);
    seen.entry.push([access.reference, access.createTime.seconds, access.createTime.nanos]);
  },

  'dossiers that are not open are refused alike': async (driver) => {
    const read = (dossierId) => driver.unary(getDossier, context({ dossierId }), asProfessional);
    const refusal = await refuses(read(world.stranger_dossier), 'permission_denied', 'NOT_OPEN');
    const other = await refuses(read(nobodys), 'permission_denied', 'NOT_OPEN');
    assert.equal(refusal.raw, other.raw);
    assert.deepEqual(refusal.types, [ErrorInfoSchema.typeName], 'it says more than that it is refused');
    assert.doesNotMatch(refusal.raw, /dos_/);
  },

  'bad input is refused, and the field named': async (driver) => {
    const without = context({ purpose: 'PURPOSE_UNSPECIFIED' });
    const refusal = await refuses(driver.unary(getDossier, without, asProfessional), 'invalid_argument', 'INVALID');
    assert.equal(refusal.violations.length, 1);
    assert.match(refusal.violations[0].field, /^(context\.)?purpose$/);
    assert.ok(refusal.violations[0].description);
  },

  'nobody is let in without a token, or with a wrong one': async (driver) => {
    await refuses(driver.unary(getDossier, context(), {}), 'unauthenticated', 'UNAUTHENTICATED');
    await refuses(driver.unary(getDossier, context(), { token: 'wrong' }), 'unauthenticated', 'UNAUTHENTICATED');
  },

  'a deadline that has passed': async (driver) => {
    // As a header, for connect-web would not even ask.
    await refuses(driver.unary(getDossier, context(), { ...asProfessional, headers: { 'Connect-Timeout-Ms': '0' } }),
      'deadline_exceeded');
  },

  'unknown methods and services': async (driver) => {
    for (const change of [{ name: 'NoSuchMethod' }, { parent: { typeName: 'relais.v1.NoSuchService' } }]) {
      await refuses(driver.unary(unknown(getDossier, change), context(), asProfessional), 'unimplemented');
    }
  },

  'a watch tells of a read while it is open, and is ended from here': async (driver) => {
    const before = (await lastEntry(driver)).number;
    const end = new AbortController();
    const patient = { ...asPerson, timeoutMs: LONG, signal: end.signal };
    // after_number leaves no gap in which the read could be missed.
    const watch = driver.stream(watchAccesses, { afterNumber: String(before) }, patient);
    const told = (async () => {
      for await (const { access } of watch.messages) if (access.method === 'Dossiers.GetDossier') return access;
      throw new Error('the watch ended before it told of the read');
    })();
    told.catch(() => {}); // when the read fails first
    // The protocol lets an answer's head wait for its first message.
    await Promise.race([watch.opened, told.catch(() => {}), sleep(2000)]);
    await driver.unary(getDossier, context(), asProfessional);
    const access = await told;
    assert.equal(watch.status(), 200);
    assert.ok(access.number > before);
    assert.equal(access.outcome, Access_Outcome.OPENED);
    assert.equal(access.purpose, Purpose.EXIT_PREPARATION);
    assert.equal(access.reason, 'discharge_planning');
    assert.equal(access.own, false);
    expectTime(access.createTime);
    end.abort();
  },

  'a watch that is ended while it waits': async (driver) => {
    const end = new AbortController();
    const watch = driver.stream(watchAccesses, {}, { ...asPerson, timeoutMs: LONG, signal: end.signal });
    const rest = endsWith(collect(watch.messages), 'canceled');
    rest.catch(() => {});
    await Promise.race([watch.opened, rest.catch(() => {}), sleep(2000)]);
    end.abort();
    await rest;
    await lastEntry(driver);
  },

  'a watch ends at its deadline': async (driver) => {
    // As a header: connect-web then keeps no time of its own, and it is the gateway that ends it.
    const began = Date.now();
    const watch = driver.stream(watchAccesses, {}, { ...asPerson, headers: { 'Connect-Timeout-Ms': '1500' } });
    await refuses(collect(watch.messages), 'deadline_exceeded');
    assert.equal(watch.status(), 200);
    const took = Date.now() - began;
    assert.ok(took >= 1400 && took < 6000, `after ${took} ms`);
  },

  'a stream that is refused says so at its end': async (driver) => {
    const watch = driver.stream(watchAccesses, {}, {});
    await refuses(collect(watch.messages), 'unauthenticated', 'UNAUTHENTICATED');
    assert.equal(watch.status(), 200);
  },

  'a stream of bytes arrives whole': async (driver) => {
    const parts = await collect(driver.stream(exportAccesses, {}, asPerson).messages);
    const text = Buffer.concat(parts.map((part) => part.chunk)).toString('latin1');
    assert.match(text, /^relais-bundle\/1\n/);
    assert.ok(text.endsWith('\n'));
  },
};

// --- Of connect-web alone ------------------------------------------------------------------------

const ofWeb = {
  'a watch ends at the deadline that the client keeps': async (driver) => {
    const watch = driver.stream(watchAccesses, {}, { ...asPerson, timeoutMs: 1500 });
    await endsWith(collect(watch.messages), 'deadline_exceeded');
  },
};

const ofBinary = {
  'an unknown field is passed over': async (driver) => {
    const message = fromJson(getDossier.input, context());
    message.$unknown = [{ no: 900, wireType: 0, data: Uint8Array.of(1) }];
    assert.equal((await driver.send(getDossier, message, asProfessional)).dossierId, world.dossier);
  },
};

// --- Of curl alone: the protocol, and what no client library would send --------------------------

const read = (headers = {}, body = JSON.stringify(context())) =>
  curlUnary(getDossier, body, { ...asProfessional, headers });
const statusOf = async (call) => (await whole(call)).status;
// A failure says which of several inputs it was.
const of = (input, promise) => promise.catch((error) => { throw new Error(`${input}: ${error.message}`); });

const ofCurl = {
  'JSON is as protobuf writes it': async () => {
    const { accesses: [access] } = await jsonOf(curlUnary(listAccesses, '{"pageSize":1}', asPerson));
    assert.match(access.number, /^\d+$/); // a string: JavaScript's own numbers have 53 bits
    assert.match(access.createTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
    assert.match(access.action, /^ACTION_\w+$/);
    for (const number of ['1', '"1"']) {
      const answer = await jsonOf(curlUnary(getAccess, `{"number":${number}}`, asPerson));
      assert.equal(answer.access.number, '1');
    }
  },
  'a JSON field that is unknown is refused by its name': async () => {
    for (const body of [{ ...context(), colour: 'red' }, context({ colour: 'red' })]) {
      const refusal = await refuses(jsonOf(read({}, JSON.stringify(body))), 'invalid_argument', 'INVALID');
      assert.match(refusal.message, /colour/);
    }
  },
  'JSON that is none': async () => {
    for (const body of ['', '{"context":', '[]', 'null', '"context"', `${JSON.stringify(context())} {}`]) {
      await of(body, refuses(jsonOf(read({}, body)), 'invalid_argument', 'INVALID'));
    }
  },
  'bytes that are no message': async () => {
    await refuses(jsonOf(read({ 'Content-Type': 'application/proto' }, Buffer.from([0x0a, 0xff, 0x01]))),
      'invalid_argument', 'INVALID');
  },
  'an enum value that is unknown': async () => {
    for (const purpose of ['PURPOSE_CURIOSITY', 99]) {
      await of(purpose, refuses(jsonOf(read({}, JSON.stringify(context({ purpose })))), 'invalid_argument', 'INVALID'));
    }
  },
  'a charset of utf-8': async () => {
    const answer = await jsonOf(read({ 'Content-Type': 'application/json; charset=utf-8' }));
    assert.equal(answer.dossierId, world.dossier);
  },
  'content types of others': async () => {
    // What a page may send to a stranger's server without asking it first, and others.
    const simple = ['text/plain', 'application/x-www-form-urlencoded', ''];
    for (const type of [...simple, 'application/grpc-web+proto', 'text/json']) {
      assert.equal(await statusOf(read({ 'Content-Type': type })), 415, type);
    }
  },
  'a unary call as a stream, and a stream as a unary call': async () => {
    assert.equal(await statusOf(curlStream(getDossier, envelope(JSON.stringify(context())), asProfessional)), 415);
    assert.equal(await statusOf(curlUnary(watchAccesses, '{}', asPerson)), 415);
  },
  'a compressed call': async () => {
    const call = read({ 'Content-Encoding': 'gzip' }, gzipSync(JSON.stringify(context())));
    await refuses(jsonOf(call), 'unimplemented');
    assert.equal((await call.head).headers.get('accept-encoding'), 'identity');
  },
  'a compressed stream': async () => {
    const call = curlStream(watchAccesses, envelope(gzipSync('{}'), 1),
      { ...asPerson, headers: { 'Connect-Content-Encoding': 'gzip' } });
    await refuses(collect(messagesOf(call)), 'unimplemented');
  },
  'a stream whose request is not one message': async () => {
    const one = envelope('{}');
    for (const body of ['', one.subarray(0, 4), one.subarray(0, 6), Buffer.concat([one, one])]) {
      await of(`${body.length} bytes`,
        refuses(collect(messagesOf(curlStream(watchAccesses, body, asPerson))), 'invalid_argument', 'INVALID'));
    }
  },
  'GET': async () => {
    const query = `?connect=v1&encoding=json&message=${encodeURIComponent(JSON.stringify(context()))}`;
    for (const path of [pathOf(getDossier), pathOf(getDossier) + query]) {
      const { status, headers } = await whole(curl(path, { method: 'GET', headers: headersOf(asProfessional) }));
      assert.equal(status, 405);
      assert.equal(headers.get('allow'), 'POST');
    }
  },
  'another version of the protocol': async () => {
    for (const version of ['2', '0', 'one']) {
      await of(version, refuses(jsonOf(read({ 'Connect-Protocol-Version': version })), 'invalid_argument', 'INVALID'));
    }
  },
  'timeouts that are none': async () => {
    for (const timeout of ['soon', '-1', '1.5', '10s', '12345678901']) {
      await of(timeout, refuses(jsonOf(read({ 'Connect-Timeout-Ms': timeout })), 'invalid_argument', 'INVALID'));
    }
  },
  'pages of other origins': async () => {
    const near = [world.url.replace('https:', 'http:'), `${world.url}.example`];
    for (const origin of ['https://elsewhere.example', 'null', ...near]) {
      assert.equal(await statusOf(read({ Origin: origin })), 403, origin);
    }
    // A page that asks first whether it may is not told that it may: judge() sees to that.
    const asks = { 'Origin': 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type' };
    const { status } = await whole(curl(pathOf(getDossier), { method: 'OPTIONS', headers: asks }));
    assert.ok(status >= 400, `HTTP ${status}`);
  },
  'a page of its own origin': async () => {
    assert.equal((await jsonOf(read({ Origin: world.url }))).dossierId, world.dossier);
  },
};

// --- Of all --------------------------------------------------------------------------------------

const ofAll = {
  'the dossier and the entry are the same by each': async () => {
    for (const each of [seen.dossier, seen.entry]) {
      assert.equal(each.length, drivers.length);
      for (const one of each) assert.deepEqual(one, each[0]);
    }
  },
  'every answer has the headers that keep it safe': async () => {
    assert.deepEqual([...answers.faults], []);
    assert.ok(answers.count >= EXPECTED, `there were ${answers.count} answers`);
  },
};

let ran = 0;
let failed = 0;
async function run(cases, driver) {
  for (const [name, check] of Object.entries(cases)) {
    ++ran;
    const late = new AbortController();
    try {
      await Promise.race([check(driver),
        sleep(30_000, null, { signal: late.signal }).then(() => { throw new Error('it does not end'); })]);
      console.log(`ok   ${driver.name}: ${name}`);
    } catch (error) {
      ++failed;
      const why = String(error?.message ?? error).trim();
      console.log(`FAIL ${driver.name}: ${name}\n${why.replace(/^/gm, '       ')}`);
    } finally {
      late.abort();
    }
  }
}
for (const driver of drivers) await run(shared, driver);
for (const driver of [json, binary]) await run(ofWeb, driver);
await run(ofBinary, binary);
await run(ofCurl, plain);
await run(ofAll, { name: 'all' });
console.log(`${ran} of ${EXPECTED} cases, ${failed} failed`);
process.exit(failed === 0 && ran === EXPECTED ? 0 : 1);
