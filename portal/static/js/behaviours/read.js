// Tells the server that something was read, once it was seen or when its link is followed.
const tell = (element) => {
  if (element.dataset.told) return;
  element.dataset.told = "1";
  foyer.send(element.dataset.readUrl, { method: "POST", keepalive: true }).catch(() => {});
};
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting && document.visibilityState === "visible") { tell(entry.target); watcher.unobserve(entry.target); }
});
const watch = () => foyer.all("[data-read-url]:not([data-told]):not([data-read-on])").forEach((element) => watcher.observe(element));
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('[data-read-on="click"]');
  if (link) tell(link);
});
watch();
document.addEventListener("htmx:after:swap", watch);
