// Drafts on the server, for other devices: stored after a pause, fetched when an empty form is first used.
const { key, mark } = foyer.draft;
const CHOSEN = ["title", "audience", "tags", "desk", "urgency", "urgency_reason", "language", "groups", "other_title", "pinned_until", "expires_on"];
const APART = ["csrf_token", "_method", "sort", "place", "version", "do"];
const meta = (area) => JSON.parse(foyer.store.get(`${key(area)}:meta`) ?? "null");
const field = (area, name) => area.form?.elements.namedItem(name);
const set = (area, name, value) => {
  const one = field(area, name);
  if (!value || !one || one.value === value) return;
  one.value = value;
  one.dispatchEvent(new Event("change", { bubbles: true }));
};
const value = (area, name) => field(area, name)?.value ?? "";

// A form that changes something says with `version` which words one began with.
const counted = (area) => (field(area, "draft_version") ? "draft_version" : "version");

// The key that the text is sent with, so that one draft is one post, and which version of it this device has.
const adopt = (area, kept) => {
  set(area, "key", kept.key);
  set(area, counted(area), kept.version);
  remember(area, kept);
};
// What else the form holds stays on this device too, with the key and the version of what the server has taken.
export const remember = (area, { key: sent, version } = meta(area) ?? {}) => {
  const chosen = Object.fromEntries(CHOSEN.map((name) => [name, value(area, name)]));
  const told = sent || area.value || chosen.title ? JSON.stringify({ key: sent, version, ...chosen }) : null;
  foyer.store.set(`${key(area)}:meta`, told);
};
export const recall = (area) => {
  const kept = meta(area);
  if (!kept) return;
  for (const name of ["key", ...CHOSEN]) set(area, name, kept[name]);
  set(area, counted(area), kept.version);
};
export const fetchHere = async (area) => {
  if (meta(area) || !/^\/(posts|comments|questions(\/\d+\/answers)?)$/.test(new URL(area.form.action).pathname)) return;
  const answer = await foyer.send(`/drafts/here?place=${encodeURIComponent(area.dataset.draft)}`).catch(() => null);
  if (answer?.status !== 200) return;
  const kept = await answer.json();
  if (area.value || value(area, "title") || !(kept.body || kept.title)) return;
  for (const name of ["body", ...CHOSEN]) set(area, name, kept[name]);
  adopt(area, kept);
  foyer.store.set(key(area), area.value);
  const time = new Date(kept.at).toLocaleString(foyer.locale, { dateStyle: "short", timeStyle: "short" });
  mark(area, WORDS.fetched.replace("%(time)s", kept.device ? `${kept.device}, ${time}` : time));
};

const running = new WeakMap();
addEventListener("submit", (event) => running.get(event.target)?.abort(), true);
export const store = async (area) => {
  const { form } = area;
  if (!form || form.dataset.sending || !/^\/(announcements|comments|posts(\/\d+)?|questions(\/(answers\/)?\d+|\/\d+\/answers)?)$/.test(new URL(form.action).pathname)) return;
  if (!area.value.trim() && !value(area, "title").trim() && !meta(area)) return;
  const all = new FormData(form), body = new URLSearchParams([...all].filter(([name, sent]) => typeof sent === "string" && !APART.includes(name)));
  body.set("sort", value(area, "sort") || (field(area, "about") ? "comment" : "post"));
  body.set("place", value(area, "place") && /^draft-\d+$/.test(area.dataset.draft) ? value(area, "place") : area.dataset.draft);
  body.set("version", meta(area)?.version ?? (value(area, counted(area)) || 0));
  const stop = new AbortController();
  running.get(form)?.abort();
  running.set(form, stop);
  const answer = await foyer.send("/drafts", { method: "POST", body, signal: stop.signal }).catch(() => null);
  if (!answer?.ok || stop.signal.aborted) return;
  const kept = await answer.json();
  adopt(area, kept);
  if (!kept.other) return;
  mark(area, `${WORDS.conflict} `);
  document.querySelector(`[data-saved="${CSS.escape(area.dataset.draft)}"]`)?.append(Object.assign(document.createElement("a"), { href: kept.other, textContent: WORDS.both }));
};

// The clock of the one who sits here, where nobody has named another.
for (const zone of foyer.all('input[name="zone"]')) if (zone.value === zone.defaultValue) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? zone.value;
