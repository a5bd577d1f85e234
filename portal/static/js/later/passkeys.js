// Passkeys: forms that ask the device for a signature and send it. A browser that knows none never shows them.
const can = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;
const options = async (form) => {
  const answer = await foyer.send(form.dataset.passkeyOptions, { method: "POST", body: new URLSearchParams({ csrf_token: form.csrf_token.value }) });
  const elsewhere = answer.headers.get("HX-Redirect");
  if (elsewhere) location.assign(elsewhere);
  return answer.ok && !elsewhere ? answer.json() : null;
};
const fill = (form, token, credential) => {
  form.token.value = token;
  form.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
};
let waiting = new AbortController();
const ask = async (form, how = {}) => {
  const given = await options(form).catch(() => null);
  if (!given) return;
  const isNew = form.dataset.passkey === "create";
  const publicKey = isNew ? PublicKeyCredential.parseCreationOptionsFromJSON(given.options) : PublicKeyCredential.parseRequestOptionsFromJSON(given.options);
  const credential = await (isNew ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey, ...how }));
  if (credential) fill(form, given.token, credential);
};
for (const form of can ? foyer.all("form[data-passkey]") : []) {
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    waiting.abort();
    waiting = new AbortController();
    ask(form, { signal: waiting.signal }).catch(() => foyer.say(WORDS.failed));
  });
}
// Where a name is typed, the browser offers the passkeys that it knows among its suggestions.
const offered = document.querySelector("form[data-passkey='get']");
if (can && offered && document.querySelector("[autocomplete~='webauthn']") && (await PublicKeyCredential.isConditionalMediationAvailable?.()))
  ask(offered, { mediation: "conditional", signal: waiting.signal }).catch(() => {});
