// Open pages say how long ago: minutes and hours today, weekday and time for six days, the date after that.
const lang = document.documentElement.lang;
const relative = new Intl.RelativeTimeFormat(lang, { numeric: "auto" });
const weekday = new Intl.DateTimeFormat(lang, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const say = (moment) => {
  const minutes = Math.round((Date.now() - moment) / 60000);
  if (minutes < 1) return relative.format(0, "minute");
  if (minutes < 60) return relative.format(-minutes, "minute");
  if (minutes < 720) return relative.format(-Math.round(minutes / 60), "hour");
  return minutes < 6 * 1440 ? weekday.format(moment) : null;
};
const refresh = () => {
  for (const time of foyer.all("time[data-rel]")) {
    const text = say(new Date(time.dateTime));
    if (!time.title) time.title = time.textContent;
    const shown = text ?? time.title;
    if (time.textContent !== shown) time.textContent = shown;
  }
};
refresh();
setInterval(refresh, 60000);
document.addEventListener("htmx:after:swap", refresh);
