// Buttons of cards that belong to the page's one form: painted at once, then the card's foot comes from the server.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-act]");
  if (!button) return;
  event.preventDefault();
  const foot = button.closest(".post__foot");
  const was = button.getAttribute("aria-pressed");
  if (was) button.setAttribute("aria-pressed", String(was !== "true"));
  button.closest("[popover]")?.hidePopover();
  const body = new URLSearchParams(button.name ? { [button.name]: button.value } : {});
  const answer = await foyer.send(button.formAction, { method: "POST", body }).catch(() => null);
  const fresh = answer?.ok ? await foyer.send(foot.dataset.liveUrl).catch(() => null) : null;
  if (!fresh?.ok) {
    if (was) button.setAttribute("aria-pressed", was);
    return foyer.say(foyer.words.failed);
  }
  const label = button.getAttribute("title");
  foot.outerHTML = await fresh.text();
  const again = document.getElementById(foot.id);
  window.htmx?.process(again);
  (label && again.querySelector(`[title="${CSS.escape(label)}"]:not([popover] *)`) || again.querySelector("[data-react]"))?.focus();
});
