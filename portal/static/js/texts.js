// A text of the desk goes into the answer where one was writing, and the answer says that it was written with it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-insert]");
  const list = link?.closest("[data-texts]");
  const field = list && document.getElementById(list.dataset.texts);
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
