// Runs before first paint, so that nothing moves or flashes afterwards.

// What works only with scripts is shown only with them.
document.documentElement.dataset.js = "1";

// Where no account says how the page should look, the choice kept in this browser counts.
try {
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  if (!root.dataset.theme && kept) root.dataset.theme = kept;
} catch {
  // a browser without storage shows the system's theme
}

// Times say how long ago: minutes and hours today, weekday and time for six days, the date after that.
(() => {
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const weekday = new Intl.DateTimeFormat(language, { weekday: "short", hour: "2-digit", minute: "2-digit" });
  const say = (moment) => {
    const minutes = Math.round((Date.now() - moment) / 60000);
    if (minutes < -1 || minutes >= 6 * 1440) return null;
    if (minutes < 1) return relative.format(0, "minute");
    if (minutes < 60) return relative.format(-minutes, "minute");
    return minutes < 720 ? relative.format(-Math.round(minutes / 60), "hour") : weekday.format(moment);
  };
  // While the page still arrives, an element is complete only when something follows it.
  const complete = (node) => document.readyState !== "loading" || Boolean(node && (node.nextSibling || complete(node.parentNode)));
  const draw = (time) => {
    if (!time.title) time.title = time.textContent;
    const text = say(new Date(time.dateTime)) ?? time.title;
    if (time.textContent !== text) time.textContent = text;
  };
  // What has a title was drawn before; what changes on the page comes without one.
  const come = () => document.querySelectorAll("time[data-rel]:not([title])").forEach((time) => complete(time) && draw(time));
  new MutationObserver(come).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", come);
  setInterval(() => document.querySelectorAll("time[data-rel]").forEach(draw), 60000);
})();
