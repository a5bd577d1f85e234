// What one sees of being offline: how old a page is, what can be read, what waits to be sent and how to take it back.
const ask = (what, id) => new Promise((done) => {
  const line = new MessageChannel(), worker = navigator.serviceWorker.controller;
  line.port1.onmessage = ({ data }) => done(data);
  if (worker) worker.postMessage({ ask: what, id }, [line.port2]); else done(null);
});
const make = (tag, className, text, inside = []) => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  element.append(...inside);
  return element;
};
const time = (at) => {
  const moment = new Date(at), today = moment.toDateString() === new Date().toDateString();
  return moment.toLocaleString(foyer.locale, today ? { timeStyle: "short" } : { dateStyle: "short", timeStyle: "short" });
};
const button = (text, act) => Object.assign(make("button", "btn btn--s", text), { type: "button", onclick: act });
const link = (path, text) => Object.assign(make("a", "", text), { href: path });
const plain = (title) => new DOMParser().parseFromString(title, "text/html").body.textContent;

const bar = (name, text, path, more) => {
  document.getElementById(name)?.remove();
  if (!text) return;
  const element = make("div", "note note--warn offline", "", [make("span", "grow", text), link(path, more)]);
  element.id = name;
  element.setAttribute("role", "status");
  document.getElementById("main").prepend(element);
};
// A new key for each form that was used or stood in a copy: the old one belongs to another text.
const freshKeys = (root = document) => foyer.all('input[name="key"]', root).forEach((field) => { field.value = crypto.randomUUID(); });

const words = (entry) => {
  const { title, body } = Object.fromEntries(entry.fields);
  return entry.what === "reaction" ? WORDS.reaction : title || body;
};
const takeBack = async (entry) => {
  await ask("cancel", entry.id);
  const undo = button(foyer.words.undo, async () => { undo.parentNode.remove(); await ask("restore", entry); await show(); });
  undo.dataset.undo = "";
  document.getElementById("toasts").append(make("div", "toast", "", [make("span", "grow", WORDS.cancelled), undo]));
  await show();
};
const row = (entry) => {
  const failed = entry.state === "failed";
  const state = make("span", `chip ${failed ? "chip--bad" : "chip--warn"}`, failed ? WORDS.refused : WORDS.waiting);
  const acts = make("div", "row-s", "", [state, make("span", "small muted grow", time(entry.at)), button(failed ? WORDS.discard : WORDS.cancel, () => takeBack(entry))]);
  if (failed) acts.append(button(WORDS.again, async () => { await ask("again", entry.id); await show(); }));
  const parts = [make("p", "waiting__text", words(entry)), acts];
  if (failed) parts.splice(1, 0, make("p", "small error", { 403: WORDS.closed, 404: WORDS.closed }[entry.reason] ?? WORDS.look));
  const item = make("li", "card stack-s waiting", "", parts);
  item.dataset.waiting = entry.id;
  return item;
};
const place = (entry) => entry.what === "comment"
  ? foyer.all('form.comment-form input[name="about"]').find((field) => field.value === entry.about)?.form
  : entry.what === "answer" ? document.querySelector(`form[action="${CSS.escape(entry.url)}"]`)
  : entry.what === "post" ? document.querySelector("form.composer") : null;
const show = async () => {
  const entries = (await ask("outbox")) ?? [], list = document.querySelector("[data-outbox]");
  foyer.store.set("outbox", entries.length ? String(entries.length) : null);
  foyer.all("[data-waiting], ul[data-waits]").forEach((item) => item.remove());
  for (const entry of entries) {
    if (list) { list.append(row(entry)); continue; }
    const form = place(entry);
    if (!form) continue;
    if (!form.nextElementSibling?.matches("ul[data-waits]")) {
      form.after(make("ul", "stack-s list", ""));
      form.nextElementSibling.dataset.waits = "";
    }
    form.nextElementSibling.append(row(entry));
  }
  if (list) document.querySelector("[data-outbox-empty]").hidden = entries.length > 0;
  else bar("waiting-bar", entries.some((entry) => entry.state === "failed") ? WORDS.some : entries.length === 1 ? WORDS.one : entries.length ? WORDS.many.replace("%(n)s", entries.length) : "", "/offline#waiting", WORDS.show);
};
const showPages = async (list) => {
  const pages = (await ask("pages")) ?? [];
  list.replaceChildren(...pages.map((page) => make("li", "row-item", "", [link(page.path, plain(page.title).replace(/ · [^·]*$/, "")), make("span", "small muted", time(page.at))])));
  document.querySelector("[data-readable-empty]").hidden = pages.length > 0;
};

// A connection that has just come back often does not carry yet, and not every browser has the worker told when it does.
export const send = async (pauses = [1000, 4000]) => { if (!(await ask("send")) && pauses.length) setTimeout(send, pauses[0], pauses.slice(1)); };
export const heard = async ({ outbox, id }) => {
  if (!outbox) return;
  await show();
  foyer.say({ sent: WORDS.sent, failed: WORDS.refused, waiting: WORDS.waits }[outbox]);
  if (outbox === "waiting") freshKeys();
};

// Led here by the worker: the text of the form is in good hands, so its draft goes.
if (location.pathname === "/offline" && location.hash === "#waiting") {
  foyer.draft.drop(foyer.store.get("draft-sent") ?? "draft-sent");
  foyer.store.set("draft-sent", null);
}
const kept = document.documentElement.dataset.kept;
if (kept) {
  freshKeys();
  bar("kept-bar", WORDS.copy.replace("%(time)s", time(kept)), "/offline", WORDS.readable);
}
document.addEventListener("submit", (event) => {
  const leaves = event.submitter?.matches("[data-sign-out]") && foyer.store.get("outbox");
  if (leaves && !confirm(WORDS.leave)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);
await navigator.serviceWorker.ready;
await show();
if (document.querySelector("[data-readable]")) await showPages(document.querySelector("[data-readable]"));
const again = () => navigator.onLine && foyer.store.get("outbox") && !document.hidden && send();
if (!kept) again();
setInterval(again, 30000);
