// A form on its way cannot be sent twice; it opens again with the answer, or when the page comes back.
const hold = (form) => {
  form.dataset.sending = "1";
  foyer.all("button:not([type=button])", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
};
const release = (form) => {
  delete form.dataset.sending;
  foyer.all("button[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
};
document.addEventListener("submit", (event) => {
  if (!event.target.dataset.sending) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.method === "post") hold(event.target);
});
document.addEventListener("htmx:before:request", (event) => event.target.matches?.("form") && hold(event.target));
document.addEventListener("htmx:finally:request", (event) => event.target.matches?.("form") && release(event.target));
document.addEventListener("htmx:error", (event) => {
  foyer.say(foyer.answered(event).source.matches?.("form, [hx-post]") ? foyer.words.failed : foyer.words.offline);
});
addEventListener("pageshow", () => foyer.all("form[data-sending]").forEach(release));
