// Dialogs, copied links, questions before a step that cannot be taken back.
document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-open],[data-close],[data-copy],[data-print]");
  if (!target) return;
  if (target.dataset.open) document.getElementById(target.dataset.open)?.showModal();
  if ("close" in target.dataset) target.closest("dialog")?.close();
  if ("print" in target.dataset) window.print();
  if (target.dataset.copy) {
    navigator.clipboard?.writeText(new URL(target.dataset.copy, location.href).href).then(() => foyer.say(foyer.words.copied));
  }
});
document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
document.querySelector("[data-focus]")?.focus();
