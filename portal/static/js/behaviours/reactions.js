// A reaction is painted at once; the server's fragment replaces it, an error takes it back.
document.addEventListener("submit", (event) => {
  const button = event.submitter ?? event.target.querySelector("[data-optimistic]");
  if (!button?.matches?.("[data-optimistic]")) return;
  const was = button.getAttribute("aria-pressed") === "true", count = button.querySelector("[data-n]");
  const paint = (pressed, by) => {
    button.setAttribute("aria-pressed", String(pressed));
    if (count) count.textContent = String(Math.max(0, Number(count.textContent || 0) + by)) || "";
  };
  paint(!was, was ? -1 : 1);
  event.target.addEventListener("htmx:error", () => { paint(was, was ? 1 : -1); foyer.say(foyer.words.failed); }, { once: true });
}, true);
