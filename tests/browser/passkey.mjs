// passkey.mjs URL INVITATION: a browser with a device that holds passkeys enrols by the invitation, signs in, and reads as
// whoever was invited; then a page of another port of the same host tries to act in its name. Prints each check that held;
// fails at the first that did not.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const [url, invitation] = process.argv.slice(2);
const elsewhere = "https://localhost:1/";

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const context = await browser.newContext();
const page = await context.newPage();
// Pages of another port: the same site for cookies, another origin for us.
await context.route(`${elsewhere}**`, (route) => route.fulfill({ contentType: "text/html", body: "<h1>Another site</h1>" }));

const devtools = await context.newCDPSession(page);
await devtools.send("WebAuthn.enable");
const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
  options: {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  },
});

const held = (what) => console.log(`held: ${what}`);
const houses = () => page.evaluate(() => relais.call("Directory/ListOrganisations", {}));
const cookies = async () => (await context.cookies(url)).filter((cookie) => cookie.name === "__Host-relais");

await page.goto(url);
await page.waitForFunction(() => window.relais);
assert.equal((await houses()).status, 401);
held("nobody reads without signing in");

const planted = { name: "__Host-relais", value: "ses_planted.by-somebody", url, secure: true, httpOnly: true, sameSite: "Strict" };
await context.addCookies([planted]);
assert.equal((await houses()).status, 401);
assert.deepEqual(await cookies(), []);
held("a planted cookie is nobody's, and is taken away");

await context.addCookies([planted]);
const enrolled = await page.evaluate((text) => relais.enrol(text, "ward 3"), invitation);
assert.equal(enrolled.status, 200, JSON.stringify(enrolled.answer));
assert.equal(enrolled.answer.assurance, "ASSURANCE_PASSKEY");
assert.equal(enrolled.answer.sessionToken, undefined);
const [cookie] = await cookies();
assert.notEqual(cookie.value, planted.value);
assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.expires], [true, true, "Strict", -1]);
assert.equal(await page.evaluate(() => document.cookie), "");
held("enrolling gives a new session, in a cookie that no script reads");

assert.equal((await houses()).status, 200);
held("the cookie signs its calls");

const again = await page.evaluate((text) => relais.enrol(text, "mine").catch((error) => ({ status: String(error) })), invitation);
assert.notEqual(again.status, 200);
held("the invitation is good once");

await context.clearCookies();
const signedIn = await page.evaluate(() => relais.signIn());
assert.equal(signedIn.status, 200, JSON.stringify(signedIn.answer));
assert.equal((await houses()).status, 200);
held("the passkey signs in");

await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
const unverified = await page.evaluate(() => relais.signIn().catch(() => ({ status: 0 })));
assert.notEqual(unverified.status, 200);
await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
held("whoever merely holds the device does not sign in");

// The browser sends the cookie along, for it is the same site: everything else must stop it.
const foreign = await context.newPage();
await foreign.goto(elsewhere);
for (const [type, mode] of [["text/plain", "no-cors"], ["application/json", "cors"], ["application/x-www-form-urlencoded", "no-cors"]]) {
  await foreign.evaluate(
    ([target, type, mode]) =>
      fetch(`${target}/relais.v1.Sessions/EndSession`, {
        method: "POST",
        mode,
        credentials: "include",
        headers: { "Content-Type": type },
        body: JSON.stringify({ requestId: crypto.randomUUID() }),
      }).catch(() => {}),
    [url, type, mode],
  );
}
const read = await foreign.evaluate(
  (target) => fetch(`${target}/relais.v1.Directory/ListOrganisations`, { method: "POST", credentials: "include", body: "{}" }).then((r) => r.text()).catch(() => "nothing"),
  url,
);
assert.equal(read, "nothing");
assert.equal((await houses()).status, 200);
held("another site's page neither acts nor reads in the visitor's name");

const ended = await page.evaluate(() => relais.call("Sessions/EndSession", { requestId: relais.requestId() }));
assert.equal(ended.status, 200);
assert.equal((await houses()).status, 401);
assert.deepEqual(await cookies(), []);
held("signing out ends it, here and on the server");

await browser.close();
