// What was said stays five seconds, ten with an undo; the clock stops while it is pointed at or focused.
for (const toast of foyer.all("[data-toast]")) {
  let left = toast.querySelector("[data-undo]") ? 10000 : 5000, since = 0, timer = 0;
  const run = () => { since = Date.now(); timer = setTimeout(() => toast.remove(), left); };
  const hold = () => { clearTimeout(timer); left = Math.max(1500, left - (Date.now() - since)); };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, run);
  run();
}
document.addEventListener("htmx:after:swap", () => foyer.all("#toasts > .toast:not([data-toast]):not([data-held])").forEach((toast) => {
  toast.dataset.held = "1";
  setTimeout(() => toast.remove(), 8000);
}));
