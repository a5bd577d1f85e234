// After an @ and a letter, colleagues to choose from: arrow keys, Enter or Tab, Escape.
const box = document.createElement("div");
box.className = "suggest suggest--mention";
box.id = "mentions";
box.setAttribute("role", "listbox");
box.hidden = true;
let area = null, at = 0, pause = 0;
const options = () => foyer.all("[role=option]", box);
const close = () => { box.hidden = true; area?.removeAttribute("aria-activedescendant"); };
const mark = (to) => {
  const all = options();
  if (!all.length) return close();
  at = (to + all.length) % all.length;
  all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
  area.setAttribute("aria-activedescendant", all[at].id);
};
const word = () => /(?:^|\s)@([\p{L}\d.\- ]{1,30})$/u.exec(area.value.slice(0, area.selectionStart))?.[1] ?? null;
const take = (option) => {
  const typed = word();
  if (typed === null) return;
  const end = area.selectionStart;
  area.setRangeText(`@${option.dataset.value} `, end - typed.length - 1, end, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  close();
  area.focus();
};
const ask = async () => {
  const typed = word();
  if (!typed) return close();
  const url = area.closest("[data-mention-url]").dataset.mentionUrl;
  const answer = await foyer.send(`${url}?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (!answer?.ok || word() !== typed) return;
  box.innerHTML = await answer.text();
  if (!options().length) return close();
  area.closest("[data-mention-url]").append(box);
  box.hidden = false;
  mark(0);
};
document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-mention-url] textarea")) return;
  area = event.target;
  area.setAttribute("aria-controls", "mentions");
  clearTimeout(pause);
  pause = setTimeout(ask, 150);
});
document.addEventListener("keydown", (event) => {
  if (box.hidden || event.target !== area) return;
  if (event.key === "Escape") { event.stopPropagation(); close(); }
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); mark(at + (event.key === "ArrowDown" ? 1 : -1)); }
  if (event.key === "Enter" || event.key === "Tab") { event.preventDefault(); event.stopPropagation(); take(options()[at]); }
}, true);
box.addEventListener("pointerdown", (event) => {
  const option = event.target.closest("[role=option]");
  if (option) { event.preventDefault(); take(option); }
});
