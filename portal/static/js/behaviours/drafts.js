// Drafts stay on this device until the server has taken the text: a form that comes back, or an answer below 400.
const key = (area) => `draft:${foyer.user}:${area.dataset.draft}`;
const mark = (area, text) => {
  const out = document.querySelector(`[data-saved="${CSS.escape(area.dataset.draft)}"]`);
  if (out) out.textContent = text;
};
const now = () => new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
const sent = JSON.parse(foyer.store.get("draft-sent") ?? "null");
if (sent && !document.querySelector('[aria-invalid="true"], .note--bad') && location.pathname !== "/login" && !document.querySelector("main .empty code")) {
  foyer.store.set(sent, null);
}
foyer.store.set("draft-sent", null);

const restore = (root) => {
  for (const area of foyer.all("textarea[data-draft]", root)) {
    const kept = foyer.store.get(key(area));
    if (!area.value && kept) {
      area.value = kept;
      mark(area, foyer.words.restored);
    }
  }
};
const pauses = new WeakMap();
document.addEventListener("input", (event) => {
  const area = event.target;
  if (!area.matches?.("textarea[data-draft]")) return;
  clearTimeout(pauses.get(area));
  pauses.set(area, setTimeout(() => {
    foyer.store.set(key(area), area.value || null);
    mark(area, area.value ? foyer.words.saved.replace("{time}", now()) : "");
  }, 600));
});
document.addEventListener("submit", (event) => {
  const area = event.target.querySelector?.("textarea[data-draft]");
  if (!area || event.target.hasAttribute("hx-post")) return;
  clearTimeout(pauses.get(area));
  foyer.store.set(key(area), area.value || null);
  foyer.store.set("draft-sent", JSON.stringify(key(area)));
});
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form");
  const area = form?.querySelector("textarea[data-draft]");
  const status = event.detail?.ctx?.response?.status ?? 0;
  if (!area || status < 200 || status >= 400 || form.getAttribute("hx-post") === null) return;
  foyer.store.set(key(area), null);
  area.value = "";
  mark(area, "");
});
document.querySelector("[data-sign-out]")?.form.addEventListener("submit", () => {
  try { Object.keys(localStorage).filter((name) => name.startsWith("draft:")).forEach((name) => localStorage.removeItem(name)); } catch { /* no storage */ }
});
restore(document);
document.addEventListener("htmx:after:swap", () => restore(document));
