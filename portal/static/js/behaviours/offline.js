// The worker keeps the last pages and sends what was written without a connection. What one sees of it comes when needed.
const worker = navigator.serviceWorker;
const wake = () => foyer.later("offline");
if (worker && foyer.user) {
  worker.register("/sw.js").catch(() => {});
  if (!worker.controller) worker.ready.then(({ active }) => active.postMessage({ ask: "begin", id: location.pathname + location.search }));
  worker.addEventListener("message", async ({ data }) => (await wake()).heard(data));
  addEventListener("online", async () => (await wake()).send());
}
if (worker && (document.documentElement.dataset.kept || document.querySelector("[data-readable]") || foyer.store.get("outbox"))) wake();
if (worker && document.querySelector("[data-push]")) foyer.later("push");
