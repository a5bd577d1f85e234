// Drafts stay on this device until the server has taken the text: an answer below 400, or the page it leads on to.
const KEPT = "textarea[data-draft]";
const key = (area) => `draft:${foyer.user}:${area.dataset.draft}`;
const mark = (area, text) => {
  const out = document.querySelector(`[data-saved="${CSS.escape(area.dataset.draft)}"]`);
  if (out) out.textContent = text;
};
const now = () => new Date().toLocaleTimeString(foyer.locale, { hour: "2-digit", minute: "2-digit" });
const keep = (area) => foyer.store.set(key(area), area.value || null);
// A form may have a text in each of two languages.
const keepAll = (area) => foyer.all(KEPT, area.form).map((each) => { keep(each); return key(each); });
const drop = (name) => { foyer.store.set(name, null); foyer.store.set(`${name}:meta`, null); };
foyer.draft = { key, mark, drop };
const far = (area, what) => foyer.later("drafts").then((module) => module[what](area));

// This page was led to by the answer to a form of ours: not a refusal, not the way through a new sign-in.
const sent = foyer.store.get("draft-sent"), resent = foyer.store.get("draft-resent");
const accepted = () => {
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type !== "navigate" || !visit.redirectCount || (visit.responseStatus ?? 200) >= 400) return false;
  return document.referrer.startsWith(`${location.origin}/`) && (Boolean(resent) || !document.referrer.includes("/login"));
};
if (foyer.user) {
  if (sent && accepted()) sent.split("\n").forEach(drop);
  foyer.store.set("draft-sent", null);
}
foyer.store.set("draft-resent", null);

// A change that was stored, and is no longer what the server shows, was saved or discarded on another device.
const told = (area) => JSON.parse(foyer.store.get(`${key(area)}:meta`) ?? "null");
const ended = (area, over) => (told(area)?.key ?? over) !== over;
const restore = () => {
  for (const area of foyer.all(KEPT)) {
    const kept = foyer.store.get(key(area)), { over } = area.dataset;
    if (!(kept || told(area)?.title) || area.dataset.restored || kept === area.value || (area.value && over === undefined)) continue;
    if (over !== undefined && ended(area, over)) { drop(key(area)); continue; }
    area.value = kept ?? area.value;
    area.dataset.restored = "1";
    area.closest("details")?.setAttribute("open", "");
    mark(area, foyer.words.restored);
    far(area, "recall");
  }
};
const pauses = new WeakMap(), longer = new WeakMap();
const rest = (area) => { clearTimeout(pauses.get(area)); clearTimeout(longer.get(area)); };
// The text that is kept in the form of this field: with it goes what else was chosen there.
const areaOf = (field) => field.form?.querySelector(KEPT);
document.addEventListener("focusin", ({ target }) => {
  const area = areaOf(target);
  if (!foyer.user || !area || area.value || area.dataset.asked) return;
  area.dataset.asked = "1";
  far(area, "fetchHere");
});
document.addEventListener("input", (event) => {
  const area = areaOf(event.target);
  if (!area) return;
  rest(area);
  if (foyer.user) longer.set(area, setTimeout(() => far(area, "store"), 3000));
  pauses.set(area, setTimeout(() => {
    keepAll(area);
    far(area, "remember");
    mark(area, area.value ? foyer.words.saved.replace("%(time)s", now()) : "");
  }, 600));
});
document.addEventListener("submit", (event) => {
  const area = event.target.querySelector?.(KEPT);
  if (!foyer.user && sent && event.target.querySelector("textarea")) foyer.store.set("draft-resent", "1");
  if (!area || event.defaultPrevented) return;
  rest(area);
  foyer.store.set("draft-sent", keepAll(area).join("\n"));
});
document.addEventListener("htmx:after:request", (event) => {
  const { source, status } = foyer.answered(event), area = source.matches?.("form[hx-post]") && source.querySelector(KEPT);
  if (!area || status < 200 || status >= 400) return;
  rest(area);
  drop(key(area));
  foyer.store.set("draft-sent", null);
  area.value = "";
  mark(area, "");
});
document.addEventListener("submit", (event) => {
  if (!event.submitter?.matches("[data-sign-out]")) return;
  try { Object.keys(localStorage).filter((name) => name.startsWith("draft:")).forEach((name) => localStorage.removeItem(name)); } catch { /* no storage */ }
});
restore();
document.addEventListener("htmx:after:swap", restore);
