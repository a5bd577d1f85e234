// A reaction is painted at once: everybody has one, so another gives way. The answer replaces it, an error takes it back.
const count = (button, by) => {
  const place = button.querySelector("[data-n]");
  if (place && /^\d+$/.test(place.textContent)) place.textContent = String(Math.max(0, Number(place.textContent) + by));
};
const paint = (button, pressed) => {
  if (button.getAttribute("aria-pressed") === String(pressed)) return;
  button.setAttribute("aria-pressed", String(pressed));
  count(button, pressed ? 1 : -1);
};
document.addEventListener("submit", (event) => {
  const form = event.target, button = event.submitter;
  if (!button?.matches?.("[data-optimistic]") || form.dataset.sending) return;
  const buttons = foyer.all("[data-optimistic]", form);
  const before = buttons.map((each) => [each, each.getAttribute("aria-pressed"), each.querySelector("[data-n]")?.textContent]);
  const pressed = button.getAttribute("aria-pressed") !== "true";
  if (pressed) buttons.forEach((each) => paint(each, false));
  paint(button, pressed);
  const undo = () => before.forEach(([each, was, n]) => {
    each.setAttribute("aria-pressed", was);
    if (n !== undefined) each.querySelector("[data-n]").textContent = n;
  });
  for (const name of ["htmx:error", "htmx:response:error"]) form.addEventListener(name, undo, { once: true });
}, true);
