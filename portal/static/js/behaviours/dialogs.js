// Dialogs, copied links, questions before a step that cannot be taken back.
const fetched = new Map();
// Opens the dialog behind an address, which is a page of its own for those without scripts; it is fetched once.
foyer.dialog = async (url) => {
  if (!fetched.has(url)) {
    const answer = await foyer.send(url).catch(() => null);
    if (!answer?.ok) return location.assign(url);
    const holder = document.createElement("div");
    holder.innerHTML = await answer.text();
    fetched.set(url, document.body.appendChild(holder.querySelector("dialog")));
    document.dispatchEvent(new CustomEvent("foyer:dialog"));
  }
  fetched.get(url).showModal();
};
document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-open],[data-dialog],[data-close],[data-copy],[data-print]");
  if (!target) return;
  if (target.dataset.open) document.getElementById(target.dataset.open)?.showModal();
  if ("dialog" in target.dataset && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    target.closest("[popover]")?.hidePopover();
    foyer.dialog(target.href);
  }
  if ("close" in target.dataset) target.closest("dialog")?.close();
  if ("print" in target.dataset) window.print();
  if (target.dataset.copy) {
    const from = target.dataset.copy.startsWith("#") && document.querySelector(target.dataset.copy);
    navigator.clipboard?.writeText(from ? from.value : new URL(target.dataset.copy, location.href).href).then(() => foyer.say(foyer.words.copied));
  }
});
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
document.querySelector("[data-focus]")?.focus();
