// What was written without a connection waits here and goes out in its order; each form's own key keeps it from doubling.
const KINDS = [["post", /^\/posts$/], ["comment", /^\/comments$/], ["question", /^\/questions$/], ["answer", /^\/questions\/(\d+)\/answers$/], ["reaction", /^\/reactions\/([\w:]+)$/]];
const kindOf = (request) => request.method === "POST" && KINDS.find(([, pattern]) => pattern.test(new URL(request.url).pathname));

const store = async (request, [what, pattern]) => {
  const user = await remembered("who"), url = new URL(request.url);
  if (!user) throw new TypeError("nobody is known here");
  const form = await request.formData();
  const fields = [...form].filter(([name, value]) => name !== "csrf_token" && (typeof value === "string" || value.size));
  if (fields.some(([, value]) => typeof value !== "string")) throw new TypeError("files need a connection");
  const about = pattern.exec(url.pathname)[1] ?? form.get("about") ?? form.get("audience");
  const entry = { user, what, about, url: address(url), fields, at: new Date().toISOString(), state: "waiting", reason: "" };
  const same = what === "reaction" && (await waiting(user)).find((each) => each.url === entry.url);
  if (same) entry.id = same.id;
  const id = await putAway(entry);
  await self.registration.sync?.register("outbox").catch(() => {});
  await tell({ outbox: "waiting", id });
  return id;
};
const take = async (event, kind) => {
  const kept = event.request.clone();
  try {
    return await fetch(event.request);
  } catch (error) {
    const id = await store(kept, kind).catch(() => { throw error; });
    if (event.request.mode === "navigate") return Response.redirect("/offline#waiting", 303);
    return new Response(null, { status: 204, headers: { "Foyer-Waiting": String(id) } });
  }
};

// Gives what came of it: "sent", "later" (the portal is away, or nobody is signed in), or the number of a refusal.
const post = async (entry, token) => {
  const headers = { "HX-Request": "true", "X-CSRF-Token": token };
  const answer = await fetch(entry.url, { method: "POST", headers, body: new URLSearchParams(entry.fields) }).catch(() => null);
  if (!answer || answer.status === 401 || answer.status === 429 || answer.status >= 500) return "later";
  return answer.status < 400 ? "sent" : answer.status;
};
const session = async () => {
  const answer = await fetch("/offline/session", { headers: { Accept: "application/json" } }).catch(() => null);
  return answer?.ok ? answer.json() : null;
};
// Gives whether nothing is left that could be sent.
const send = () => navigator.locks.request("outbox", async () => {
  const here = await session();
  if (!here) return false;
  for (const entry of await waiting(here.user)) {
    if (entry.state !== "waiting") continue;
    const result = await post(entry, here.token);
    if (result === "later") return false;
    if (result === "sent") await drop(entry.id);
    else await putAway({ ...entry, state: "failed", reason: result });
    await tell({ outbox: result === "sent" ? "sent" : "failed", id: entry.id, what: entry.what, about: entry.about });
  }
  return true;
});
const cancel = (id) => navigator.locks.request("outbox", () => drop(id));
const again = (id) => navigator.locks.request("outbox", async () => {
  const entry = (await waiting(await remembered("who"))).find((each) => each.id === id);
  if (entry) await putAway({ ...entry, state: "waiting", reason: "" });
}).then(send);
