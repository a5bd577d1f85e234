// Single keys, only outside fields; they can be switched off (WCAG 2.1.4).
const GO = { s: "/home", g: "/groups", p: "/people", m: "/notifications", f: "/questions" };
const on = () => foyer.store.get("keys") !== "off";
const tick = () => { for (const box of foyer.all("[data-keys]")) box.checked = on(); };
tick();
document.addEventListener("foyer:dialog", tick);
document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-keys]")) foyer.store.set("keys", event.target.checked ? null : "off");
});
let waiting = false;
const posts = () => foyer.all("[data-post]");
const here = () => {
  const list = posts();
  return list.find((post) => post.contains(document.activeElement)) ?? (list.length === 1 ? list[0] : undefined);
};
const step = (by) => {
  const list = posts(), at = list.indexOf(here());
  const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
};
const press = (selector) => here()?.querySelector(selector)?.click();
const copy = () => {
  const button = here()?.querySelector("[data-copy]"), link = here()?.querySelector(OPEN);
  if (button) return button.click();
  if (link) navigator.clipboard?.writeText(link.href).then(() => foyer.say(foyer.words.copied));
};
const OPEN = "[data-permalink], .post__title a";
const ACTS = {
  "/": () => document.getElementById("q")?.focus(),
  n: () => (document.getElementById("compose") ?? { focus: () => { location.href = "/new"; } }).focus(),
  j: () => step(1),
  k: () => step(-1),
  Enter: () => document.activeElement === here() && press(OPEN),
  r: () => (document.querySelector("[data-reply], .comment-form textarea") ?? here()?.querySelector(OPEN))?.focus(),
  l: () => press(here()?.querySelector("[data-react]") ? "[data-react]" : ".react"),
  b: () => press("[data-bookmark]"),
  m: () => press("[data-mute]"),
  c: () => copy(),
  z: () => foyer.all("#toasts [data-undo]").at(-1)?.click(),
  "?": () => foyer.dialog("/shortcuts"),
};
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") return event.target.form?.requestSubmit();
  if (event.ctrlKey || event.metaKey || event.altKey || !on()) return;
  if (event.target.matches?.("input,textarea,select,[contenteditable]") || document.querySelector("dialog[open]")) return;
  if (waiting) {
    waiting = false;
    if (GO[event.key]) { location.href = GO[event.key]; return; }
  }
  if (event.key === "g") { waiting = true; return; }
  if (event.key === "Enter" && document.activeElement !== here()) return;
  if (ACTS[event.key]) { event.preventDefault(); ACTS[event.key](); }
});
