// A form on its way cannot be sent twice; it opens again when the page comes back.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method !== "post" || event.target.hasAttribute("hx-post")) return;
  if (event.target.dataset.sending) return event.preventDefault();
  event.target.dataset.sending = "1";
  foyer.all("button:not([type=button])", event.target).forEach((button) => button.setAttribute("aria-disabled", "true"));
});
addEventListener("pageshow", () => foyer.all("form[data-sending]").forEach((form) => {
  delete form.dataset.sending;
  foyer.all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
}));
