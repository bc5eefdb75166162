// token.mjs ISSUER CLIENT_ID ACCOUNT [SCOPE [RESOURCE]]: signs in at provider.mjs with browser.mjs, by the
// authorization code flow with PKCE, and prints the token response, JSON. SCOPE is openid unless given.
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const [issuer, client, account, scope = 'openid', resource] = process.argv.slice(2);
if (!account) {
  console.error('usage: token.mjs ISSUER CLIENT_ID ACCOUNT [SCOPE [RESOURCE]]');
  process.exit(2);
}
const fail = (text) => {
  console.error(`token: ${text}`);
  process.exit(1);
};
const secret = () => randomBytes(32).toString('base64url');
const [state, nonce, verifier] = [secret(), secret(), secret()];
const provider = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json();

let query;
const listener = http.createServer((request, response) => {
  query = new URL(request.url, issuer).searchParams;
  response.end('Done.\n');
}).listen(0, '127.0.0.1');
await once(listener, 'listening');
const redirect_uri = `http://127.0.0.1:${listener.address().port}/callback`;
const url = new URL(provider.authorization_endpoint);
url.search = new URLSearchParams({
  response_type: 'code', client_id: client, redirect_uri, scope, state, nonce,
  code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  ...(resource && { resource }),
  ...(scope.split(' ').includes('offline_access') && { prompt: 'consent' }), // or it would be left out
});
const browser = fileURLToPath(new URL('browser.mjs', import.meta.url));
await promisify(execFile)(process.execPath, [browser, url.href, account]).catch((error) => fail(error.message));
if (query.get('state') !== state || !query.has('code')) fail(`refused: ${query}`);

const response = await fetch(provider.token_endpoint, {
  method: 'POST',
  body: new URLSearchParams({
    grant_type: 'authorization_code', code: query.get('code'), redirect_uri, client_id: client, code_verifier: verifier,
    ...(resource && { resource }),
  }),
});
const tokens = await response.json();
if (!response.ok) fail(JSON.stringify(tokens));
console.log(JSON.stringify(tokens, null, 2));
process.exit();
