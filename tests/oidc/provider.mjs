// provider.mjs CONFIG.json: an OpenID provider on loopback, for tests. Prints the port when it listens.
//   {"port": 0, "algorithm": "ES256", "audience": "https://relais.example", "access_token_seconds": 600,
//    "clients": [{"client_id": "relais-cli"}]}
//   port                  0: any that is free. The issuer is http://127.0.0.1:PORT.
//   algorithm             ES256, RS256 or EdDSA, for access tokens (RFC 9068) and ID tokens
//   audience              whom an access token is for when the client names no resource
//   clients               public native clients (RFC 8252), at http://127.0.0.1/callback with any port
// Whoever signs in is believed: the account's name is the subject. A refresh token is for the scope offline_access
// with prompt=consent, as OpenID Connect wants it.
//   SIGUSR1               a new key signs from now on. The one before stays in the key set until the next SIGUSR1.
//   GET /test/jwks-fetches  how often the key set was asked for
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import Provider from 'oidc-provider';

const [file] = process.argv.slice(2);
if (!file) {
  console.error('usage: provider.mjs CONFIG.json');
  process.exit(2);
}
const { port = 0, algorithm, audience, access_token_seconds: accessTokenTTL = 600, clients } =
  JSON.parse(readFileSync(file, 'utf8'));
console.info = console.error; // the provider's notices: stdout is for the port

const kinds = { ES256: ['ec', { namedCurve: 'P-256' }], RS256: ['rsa', { modulusLength: 2048 }], EdDSA: ['ed25519'] };
const newKey = (alg) => ({
  ...generateKeyPairSync(...kinds[alg]).privateKey.export({ format: 'jwk' }),
  kid: randomBytes(12).toString('base64url'), use: 'sig', alg,
});
// The first that fits signs. There is one of each other algorithm too: whoever checks a token has to choose.
let signing = [newKey(algorithm)];
const others = Object.keys(kinds).filter((alg) => alg !== algorithm).map(newKey);

const cookieKeys = [randomBytes(32).toString('base64url')];
const newProvider = () => new Provider(`http://127.0.0.1:${server.address().port}`, {
  clients: clients.map((client) => ({
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: ['http://127.0.0.1/callback'],
    id_token_signed_response_alg: algorithm,
    ...client,
  })),
  cookies: { keys: cookieKeys },
  features: {
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: (ctx, resource) => ({
        audience: resource, scope: '', accessTokenFormat: 'jwt', accessTokenTTL, jwt: { sign: { alg: algorithm } },
      }),
    },
    userinfo: { enabled: false }, // or else openid alone would give a token for it
  },
  findAccount: (ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  jwks: { keys: [...signing, ...others] },
  pkce: { methods: ['S256'], required: () => true },
});

let handle;
let fetches = 0;
const server = http.createServer((request, response) => {
  const [path] = request.url.split('?');
  if (path === '/test/jwks-fetches') {
    response.setHeader('Content-Type', 'text/plain');
    return response.end(String(fetches));
  }
  if (path === '/jwks') ++fetches;
  return handle(request, response);
});
// A provider keeps the keys that it began with. All in this process share their codes, grants and refresh tokens.
const start = () => { handle = newProvider().callback(); };
process.on('SIGUSR1', () => {
  signing = [newKey(algorithm), signing[0]];
  start();
});
server.listen(port, '127.0.0.1', () => {
  start();
  console.log(server.address().port);
});
