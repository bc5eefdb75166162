// What a portal does to enrol and to sign in with a passkey: the least of it, for the tests.

const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const toBytes = (text) => Uint8Array.from(atob(text ?? ""), (c) => c.charCodeAt(0));

async function call(method, request, headers = {}) {
  const response = await fetch(`/relais.v1.${method}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Connect-Protocol-Version": "1", ...headers },
    body: JSON.stringify(request),
  });
  return { status: response.status, answer: await response.json() };
}

// A new request id for each intent.
const requestId = () => crypto.randomUUID();
const keepInCookie = { "Relais-Session": "cookie" };

async function enrol(invitation, label) {
  const { answer: begun } = await call("Sessions/BeginEnrolment", { invitation });
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: toBytes(begun.challenge),
      rp: { id: begun.rpId, name: "Relais" },
      user: { id: toBytes(begun.userId), name: begun.userName, displayName: begun.userName },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      excludeCredentials: (begun.excludeCredentialIds ?? []).map((id) => ({ type: "public-key", id: toBytes(id) })),
    },
  });
  const newPasskey = {
    invitation,
    label,
    clientDataJson: toText(made.response.clientDataJSON),
    authenticatorData: toText(made.response.getAuthenticatorData()),
  };
  return call("Sessions/SignIn", { requestId: requestId(), newPasskey }, keepInCookie);
}

async function signIn() {
  const { answer: begun } = await call("Sessions/BeginPasskey", {});
  const got = await navigator.credentials.get({
    publicKey: { challenge: toBytes(begun.challenge), rpId: begun.rpId, userVerification: "required" },
  });
  const passkey = {
    credentialId: toText(got.rawId),
    clientDataJson: toText(got.response.clientDataJSON),
    authenticatorData: toText(got.response.authenticatorData),
    signature: toText(got.response.signature),
  };
  return call("Sessions/SignIn", { requestId: requestId(), passkey }, keepInCookie);
}

window.relais = { call, enrol, signIn, requestId };
