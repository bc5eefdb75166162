// browser.mjs AUTHORIZATION_URL ACCOUNT: plays the browser of somebody who signs in at provider.mjs as ACCOUNT and
// consents, or, when ACCOUNT is -, cancels. Follows the provider back to the redirect_uri, and prints the HTTP status
// and the page that it got there. Succeeds when that status is 200.
const [start, account] = process.argv.slice(2);
if (!start || !account) {
  console.error('usage: browser.mjs AUTHORIZATION_URL ACCOUNT');
  process.exit(2);
}
const fail = (text) => {
  console.error(`browser: ${text}`);
  process.exit(1);
};
setTimeout(() => fail('it took longer than 20 seconds'), 20_000);

// Cookies belong to a host, whatever its port, and to the paths below theirs.
const jar = new Map();
const keep = (url, line) => {
  const [pair, ...attributes] = line.split(/; */);
  const [, name, value] = /^([^=]*)=(.*)$/.exec(pair);
  const given = Object.fromEntries(attributes.map((text) => text.split('=')).map(([k, v]) => [k.toLowerCase(), v]));
  const cookie = { host: url.hostname, path: given.path ?? '/', name, value };
  const key = [cookie.host, cookie.path, name].join(' ');
  if (given.expires && Date.parse(given.expires) <= Date.now()) jar.delete(key);
  else jar.set(key, cookie);
};
const below = (path, top) => path === top || path.startsWith(top.endsWith('/') ? top : `${top}/`);
const cookies = (url) => [...jar.values()]
  .filter(({ host, path }) => host === url.hostname && below(url.pathname, path))
  .map(({ name, value }) => `${name}=${value}`).join('; ');

const open = async (url, form) => {
  const Cookie = cookies(url);
  const response = await fetch(url, {
    method: form ? 'POST' : 'GET', body: form, headers: Cookie ? { Cookie } : {}, redirect: 'manual',
  });
  for (const line of response.headers.getSetCookie()) keep(url, line);
  return response;
};

// Where the page leads: [address, what to send there].
const answer = (page) => {
  if (account === '-') return [/<a href="([^"]+)">\[ Cancel \]/.exec(page)?.[1]];
  const typed = { login: account, password: 'any' };
  const form = new URLSearchParams();
  for (const [input] of page.matchAll(/<input [^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(input)[1];
    form.set(name, typed[name] ?? / value="([^"]*)"/.exec(input)?.[1] ?? '');
  }
  return [/<form [^>]*action="([^"]+)"/.exec(page)?.[1], form];
};

let url = new URL(start);
const end = new URL(url.searchParams.get('redirect_uri') ?? fail('the address has no redirect_uri'));
let form;
for (;;) {
  const response = await open(url, form).catch((error) => fail(`${url}: ${error.cause?.message ?? error.message}`));
  const there = url.origin === end.origin && url.pathname === end.pathname;
  const page = await response.text();
  if (there) {
    console.log(`${response.status}\n${page}`);
    process.exit(response.status === 200 ? 0 : 1);
  }
  let next = response.headers.get('location');
  form = undefined;
  if (!next && response.status === 200) [next, form] = answer(page);
  if (!next) fail(`${url} answers ${response.status}: ${page}`);
  url = new URL(next, url);
}
