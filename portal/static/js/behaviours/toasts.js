// What was said stays five seconds, ten with an undo or an alert; the clock stops while it is pointed at or focused.
const box = document.getElementById("toasts");
const start = (toast) => {
  let left = toast.matches('[role="alert"]') || toast.querySelector("[data-undo]") ? 10000 : 5000, since = 0, timer = 0;
  const run = () => { clearTimeout(timer); since = Date.now(); timer = setTimeout(() => toast.remove(), left); };
  const hold = () => { clearTimeout(timer); left = Math.max(1500, left - (Date.now() - since)); };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, run);
  run();
};
if (box) {
  foyer.all(".toast", box).forEach(start);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => node.matches?.(".toast") && start(node))))
    .observe(box, { childList: true });
}
