// The three who ask the gateway: connect-web in JSON, connect-web in binary, and curl in JSON. Reads the WORLD.json of
// the command line; see check.mjs.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { setDefaultResultOrder } from 'node:dns';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [file] = process.argv.slice(2);
if (!file || !process.env.NODE_EXTRA_CA_CERTS) {
  console.error('usage: NODE_EXTRA_CA_CERTS=CA.pem node check.mjs WORLD.json');
  process.exit(2);
}
// The gateway may listen on 127.0.0.1 alone, and Node 18 tries only the first address of localhost.
setDefaultResultOrder('ipv4first');
export const world = JSON.parse(readFileSync(file, 'utf8'));
for (const key of ['url', 'ca', 'professional', 'person', 'dossier', 'stranger_dossier', 'modules']) {
  assert.equal(typeof world[key], 'string', `${file}: "${key}" is missing`);
}
export const modules = await import(pathToFileURL(join(resolve(world.modules), 'modules.mjs')));
const {
  BadRequestSchema, Code, ConnectError, ErrorInfoSchema, createClient, createConnectTransport, fromBinary, fromJson,
} = modules;
export const pathOf = (method) => `/${method.parent.typeName}/${method.name}`;

// --- Every answer --------------------------------------------------------------------------------

export const answers = { count: 0, faults: new Set(), ids: new Set() };

// `headers` is what fetch gives, whoever the driver is.
function judge(headers, where) {
  const wrong = (what) => answers.faults.add(`${where}: ${what}`);
  const want = (name, form) => form.test(headers.get(name) ?? '') || wrong(`${name} is ${headers.get(name)}`);
  want('strict-transport-security', /\bmax-age=[1-9]/);
  want('content-security-policy', /\S/);
  want('x-content-type-options', /^nosniff$/);
  want('cache-control', /\bno-store\b/);
  want('x-request-id', /\S/);
  if (answers.ids.has(headers.get('x-request-id'))) wrong('x-request-id was another answer\'s');
  for (const [name] of headers) if (name.startsWith('access-control-')) wrong(`there is a ${name}`);
  // A compressed answer tells by its size what it holds, and fetch says that it would take one.
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity') wrong('it is compressed');
  answers.ids.add(headers.get('x-request-id'));
  ++answers.count;
}

// --- Errors --------------------------------------------------------------------------------------

// An error in the words of the protocol. `raw` is all that it says, to compare.
class Refusal extends Error {
  constructor(code, message, details, raw) {
    super(message);
    this.code = code;
    this.raw = raw;
    this.types = details.map((detail) => detail.type);
    const open = (schema) => details.filter((detail) => detail.type === schema.typeName)
      .map((detail) => fromBinary(schema, Buffer.from(detail.value, 'base64')));
    [this.info] = open(ErrorInfoSchema);
    this.violations = open(BadRequestSchema).flatMap((bad) => bad.fieldViolations);
  }
}
const HTTP_STATUS = {
  invalid_argument: [400],
  unauthenticated: [401],
  permission_denied: [403],
  deadline_exceeded: [504],
  unimplemented: [501, 404],
};
function checkStatus({ code, message }, status) {
  assert.ok(HTTP_STATUS[code]?.includes(status), `${code} came with HTTP ${status}: ${message}`);
}

// The Refusal that it ends with; one that is answered, or breaks, is a failure of the case.
export async function endsWith(promise, code) {
  const answer = await promise.catch((error) => error);
  if (!(answer instanceof Refusal)) throw answer instanceof Error ? answer : new Error('it was answered, not refused');
  assert.ok(answer.code === code, `not ${code}, but ${answer.code}: ${answer.message}`);
  return answer;
}
// Refused by the gateway, which always says why.
export async function refuses(promise, code, reason) {
  const refusal = await endsWith(promise, code);
  assert.equal(refusal.info?.domain, 'relais', 'there is no ErrorInfo of relais');
  if (reason) assert.equal(refusal.info.reason, reason);
  assert.ok(refusal.message, 'there is no message');
  return refusal;
}

// --- Drivers -------------------------------------------------------------------------------------
// Each has
//   unary(method, request, options)   the answer, or a Refusal
//   stream(method, request, options)  {opened, messages, status()}; a Refusal comes out of `messages`
// A request is in JSON, written by hand, so that curl's is nobody's library's.
// options: token; timeoutMs (10,000 unless `headers` say it); headers; signal.

export const headersOf = ({ token, headers = {} }) =>
  ({ ...(token ? { Authorization: `Bearer ${token}` } : {}), ...headers });
const timeoutOf = ({ headers = {}, timeoutMs = 10_000 }) =>
  ('Connect-Timeout-Ms' in headers ? undefined : timeoutMs);

function connectWeb(name, useBinaryFormat) {
  const refusal = (error) => {
    if (!(error instanceof ConnectError)) return error;
    const details = error.details.filter((detail) => 'value' in detail)
      .map(({ type, value }) => ({ type, value: Buffer.from(value).toString('base64') }));
    const code = Code[error.code].replace(/(?<=.)[A-Z]/g, '_$&').toLowerCase();
    // Of a connection that failed, fetch hides the reason deep down.
    const message = [error.rawMessage, error.cause?.cause?.message].filter(Boolean).join(': ');
    return new Refusal(code, message, details, JSON.stringify([code, message, details]));
  };
  // A client, what it is called with, and what its answer's head was.
  const prepare = (method, message, options) => {
    const head = {};
    head.opened = new Promise((done) => { head.open = done; });
    const transport = createConnectTransport({
      baseUrl: world.url,
      useBinaryFormat,
      fetch: async (...request) => {
        const response = await fetch(...request);
        head.status = response.status;
        judge(response.headers, `${name} ${method.name}`);
        head.open();
        return response;
      },
    });
    const call = createClient(method.parent, transport)[method.localName];
    return { head, call: () =>
      call(message, { headers: headersOf(options), timeoutMs: timeoutOf(options), signal: options.signal }) };
  };
  const send = async (method, message, options) => {
    const { head, call } = prepare(method, message, options);
    try {
      return await call();
    } catch (error) {
      const said = refusal(error);
      if (said instanceof Refusal && head.status) checkStatus(said, head.status);
      throw said;
    }
  };
  return {
    name,
    send,
    unary: async (method, request, options) => send(method, fromJson(method.input, request), options),
    stream: (method, request, options) => {
      const { head, call } = prepare(method, fromJson(method.input, request), options);
      const going = call();
      const messages = async function* messages() {
        try {
          yield* going;
        } catch (error) {
          throw refusal(error);
        }
      };
      return { opened: head.opened, messages: messages(), status: () => head.status };
    },
  };
}

// One run of curl. The head is there when it came; body() gives the bytes as they come.
export function curl(path, { method = 'POST', headers = {}, body = '' } = {}) {
  const child = spawn('curl', [
    // The head comes first, and at once: --include would keep it until there is a body.
    '-q', '--silent', '--show-error', '--dump-header', '-', '--no-buffer', '--noproxy', '*', '--cacert', world.ca,
    '--max-time', '30', '--request', method, ...(method === 'POST' ? ['--data-binary', '@-'] : []),
    // A header without a value is one that curl leaves out.
    ...Object.entries({ Expect: '', ...headers }).flatMap(([key, value]) => ['--header', `${key}: ${value}`.trim()]),
    world.url + path,
  ]);
  child.stdin.on('error', () => {}); // it may have its answer before it has read everything
  child.stdin.end(body);
  let said = '';
  child.stderr.on('data', (text) => { said += text; });
  child.on('error', (error) => { said += error; });
  const ended = new Promise((done) => { child.on('close', done); });
  const bytes = child.stdout[Symbol.asyncIterator]();
  let stopped = false;
  let rest = Buffer.alloc(0);
  const readHead = async () => {
    let end;
    while ((end = rest.indexOf('\r\n\r\n')) < 0) {
      const { value, done } = await bytes.next();
      if (done) throw new Error(`curl: ${said || 'there is no answer'}`);
      rest = Buffer.concat([rest, value]);
    }
    const [first, ...lines] = rest.subarray(0, end).toString('latin1').split('\r\n');
    rest = rest.subarray(end + 4);
    const head = { status: Number(first.split(' ')[1]), headers: new Headers() };
    for (const line of lines) head.headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1));
    judge(head.headers, `curl ${method} ${path}`);
    return head;
  };
  const head = readHead();
  head.catch(() => {}); // whoever awaits it is told
  return {
    head,
    stop: () => {
      stopped = true;
      child.kill();
    },
    async* body() {
      await head;
      if (rest.length) yield rest;
      for (let part; !(part = await bytes.next()).done;) yield part.value;
      const code = await ended;
      // An answer that is cut off is not one that ended.
      if (code !== 0 && !stopped) throw new Error(`curl ended with ${code}: ${said}`);
    },
  };
}

export async function whole(call) {
  const { status, headers } = await call.head;
  const parts = [];
  for await (const part of call.body()) parts.push(part);
  return { status, headers, body: Buffer.concat(parts) };
}

function refusalIn(error, raw) {
  assert.equal(typeof error.code, 'string', `not an error of the protocol: ${raw}`);
  for (const { type, value } of error.details ?? []) {
    assert.match(type, /^[\w.]+$/, 'the type of a detail is its bare name');
    assert.match(value, /^[A-Za-z0-9+/]*$/, 'a detail is in base64 without padding');
  }
  return new Refusal(error.code, error.message ?? '', error.details ?? [], String(raw));
}

// The answer of a unary call: its JSON as it came, or a Refusal.
export async function jsonOf(call) {
  const { status, headers, body } = await whole(call);
  assert.match(headers.get('content-type') ?? '', /^application\/json(;|$)/, `HTTP ${status} ${body}`);
  const json = JSON.parse(body);
  if (status === 200) return json;
  const refusal = refusalIn(json, body);
  checkStatus(refusal, status);
  throw refusal;
}

export function envelope(text, flags = 0) {
  const head = Buffer.alloc(5);
  head[0] = flags;
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
}

// The messages of a stream, in JSON as they came; a Refusal when the last one says so. All of it over HTTP 200.
export async function* messagesOf(call) {
  const { status, headers } = await call.head;
  if (status !== 200) throw new Error(`HTTP ${status} ${(await whole(call)).body}`);
  assert.equal(headers.get('content-type'), 'application/connect+json');
  let rest = Buffer.alloc(0);
  let last = null;
  for await (const part of call.body()) {
    rest = Buffer.concat([rest, part]);
    while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
      assert.equal(last, null, 'there is something after the end of the stream');
      const [flags, text] = [rest[0], rest.subarray(5, 5 + rest.readUInt32BE(1))];
      rest = rest.subarray(5 + text.length);
      assert.ok(flags === 0 || flags === 2, `the flags of a message are ${flags}`);
      if (flags === 2) last = { text, json: JSON.parse(text) };
      else yield JSON.parse(text);
    }
  }
  assert.equal(rest.length, 0, 'the stream ended within a message');
  assert.ok(last, 'the stream has no last message');
  if (last.json.error) throw refusalIn(last.json.error, last.text);
}

const curlHeaders = (type, options) => {
  const timeoutMs = timeoutOf(options);
  return {
    'Content-Type': type,
    'Connect-Protocol-Version': '1',
    ...(timeoutMs === undefined ? {} : { 'Connect-Timeout-Ms': timeoutMs }),
    ...headersOf(options),
  };
};
export const curlUnary = (method, body, options = {}) =>
  curl(pathOf(method), { headers: curlHeaders('application/json', options), body });
export const curlStream = (method, body, options = {}) =>
  curl(pathOf(method), { headers: curlHeaders('application/connect+json', options), body });

export const plain = {
  name: 'curl',
  unary: async (method, request, options) =>
    fromJson(method.output, await jsonOf(curlUnary(method, JSON.stringify(request), options))),
  stream: (method, request, options) => {
    const call = curlStream(method, envelope(JSON.stringify(request)), options);
    options.signal?.addEventListener('abort', call.stop);
    let status;
    const opened = call.head.then((head) => { status = head.status; }, () => {});
    const messages = async function* messages() {
      try {
        for await (const json of messagesOf(call)) yield fromJson(method.output, json);
      } catch (error) {
        throw options.signal?.aborted ? new Refusal('canceled', 'it was ended here', [], '') : error;
      } finally {
        call.stop();
      }
    };
    return { opened, messages: messages(), status: () => status };
  },
};

export const json = connectWeb('connect-web json', false);
export const binary = connectWeb('connect-web binary', true);
export const drivers = [json, binary, plain];
