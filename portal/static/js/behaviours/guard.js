// Asks before one leaves a form with data-guard that was changed and not sent.
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-guard]");
  if (form) form.dataset.dirty = "1";
});
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) delete event.target.dataset.dirty; });
addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-dirty]")) event.preventDefault(); });
