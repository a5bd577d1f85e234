// After an @ colleagues and groups to choose from, after a # tags, after a : faces: arrow keys, Enter or Tab, Escape. In a
// one-line field names need no @, and there is nothing else.
const box = document.createElement("div");
box.className = "suggest suggest--mention";
box.id = "mentions";
box.setAttribute("role", "listbox");
box.setAttribute("aria-label", foyer.words.suggestions ?? "");
box.hidden = true;
let area = null, at = 0, pause = 0;
const FIELDS = "[data-mention-url] textarea, [data-mention-url] input[type=text]";
const options = () => foyer.all("[role=option]", box);
const close = () => {
  box.hidden = true;
  for (const name of ["aria-activedescendant", "aria-controls"]) area?.removeAttribute(name);
};
const mark = (to) => {
  const all = options();
  at = (to + all.length) % all.length;
  all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
  all[at].scrollIntoView({ block: "nearest" });
  area.setAttribute("aria-activedescendant", all[at].id);
};
const typed = () => {
  const shape = area.matches("input") ? /(?:^|,)\s*(@?[\p{L}\d.\- ]{1,40})$/u
    : /(?:^|[\s(])(@[\p{L}\d.\-/ ]{1,40}|#\p{L}[\p{L}\d_\-]{0,39}|:[\p{L}\d_\-]{0,30})$/u;
  return shape.exec(area.value.slice(0, area.selectionStart))?.[1] ?? "";
};
const take = (option) => {
  const end = area.selectionStart, sign = typed()[0];
  area.setRangeText(`${sign === ":" ? "" : sign === "#" ? "#" : "@"}${option.dataset.value}${area.matches("input") ? ", " : " "}`, end - typed().length, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  area.focus();
};
const ask = async () => {
  const asked = typed(), place = area.closest("[data-mention-url]"), name = asked.replace(/^[@#:]/, "").trim();
  const url = { "#": place.dataset.tagUrl, ":": place.dataset.faceUrl }[asked[0]] ?? place.dataset.mentionUrl;
  if (!url || (!name && asked !== ":")) return close();
  const answer = await foyer.send(`${url}?q=${encodeURIComponent(name)}`).catch(() => null);
  if (!answer?.ok || typed() !== asked || document.activeElement !== area) return;
  box.innerHTML = await answer.text();
  if (!options().length) return close();
  const above = area.closest(".editor") ?? area;
  above.after(box);
  box.style.insetBlockStart = `${above.offsetTop + above.offsetHeight + 4}px`;
  box.hidden = false;
  area.setAttribute("aria-controls", "mentions");
  mark(0);
};
document.addEventListener("input", (event) => {
  if (!event.target.matches?.(FIELDS)) return;
  area = event.target;
  area.setAttribute("aria-autocomplete", "list");
  clearTimeout(pause);
  pause = setTimeout(ask, 150);
});
document.addEventListener("keydown", (event) => {
  if (box.hidden || event.target !== area) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step && !["Escape", "Enter", "Tab"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  if (step) mark(at + step);
  else if (event.key === "Escape") close();
  else take(options()[at]);
}, true);
// The text keeps the focus, and a finger may move the list before it chooses.
box.addEventListener("mousedown", (event) => event.preventDefault());
box.addEventListener("click", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) take(option);
});
document.addEventListener("focusout", (event) => { if (event.target === area) close(); });
