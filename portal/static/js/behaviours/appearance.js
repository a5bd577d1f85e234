// The chosen appearance is painted at once and kept for pages without an account.
document.addEventListener("submit", async (event) => {
  const form = event.target, button = event.submitter;
  if (!button?.matches("[data-look]")) return;
  event.preventDefault();
  document.documentElement.dataset.theme = button.value;
  foyer.store.set("theme", button.value);
  for (const other of foyer.all("[data-look]", form)) other.setAttribute("aria-pressed", String(other === button));
  const answer = await foyer.send(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) }).catch(() => null);
  if (!answer?.ok) foyer.say(foyer.words.failed);
});
