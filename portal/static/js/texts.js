// A text of the desk goes into the answer where one was writing, and the answer says that it was written with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-insert]");
  const picker = link?.closest("[data-texts]");
  const field = picker && document.getElementById(picker.dataset.texts);
  if (!field) return;
  event.preventDefault();
  const words = link.closest("li").querySelector("[data-words]").textContent;
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText((before && !before.endsWith("\n") ? "\n\n" : "") + words, field.selectionStart, field.selectionEnd, "end");
  const used = Object.assign(document.createElement("input"), { type: "hidden", name: "texts", value: link.dataset.insert });
  field.form.append(used);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

// One types to narrow the texts down, walks through them with the arrows, and Enter takes the first one or the one in focus.
for (const search of foyer.all("[data-texts] input[type=search]")) search.hidden = false;
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.("[data-texts]") && target.open) target.querySelector("input[type=search]").focus();
}, true);
document.addEventListener("keydown", (event) => {
  const picker = event.target.closest?.("[data-texts]");
  if (!picker) return;
  const search = picker.querySelector("input[type=search]"), stops = [search, ...picker.querySelectorAll("[data-insert]")];
  const at = stops.indexOf(event.target), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && at >= 0) stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus();
  else if (event.key === "Enter" && event.target === search) stops[1]?.click();
  else return;
  event.preventDefault();
});
