// Open pages say how long ago: minutes and hours today, weekday and time for six days, the date after that.
const relative = new Intl.RelativeTimeFormat(foyer.locale, { numeric: "auto" });
const weekday = new Intl.DateTimeFormat(foyer.locale, { weekday: "short", hour: "2-digit", minute: "2-digit" });
const say = (moment) => {
  const minutes = Math.round((Date.now() - moment) / 60000);
  if (minutes < -1 || minutes >= 6 * 1440) return null;
  if (minutes < 1) return relative.format(0, "minute");
  if (minutes < 60) return relative.format(-minutes, "minute");
  return minutes < 720 ? relative.format(-Math.round(minutes / 60), "hour") : weekday.format(moment);
};
const refresh = () => {
  for (const time of foyer.all("time[data-rel]")) {
    if (!time.title) time.title = time.textContent;
    const text = say(new Date(time.dateTime)) ?? time.title;
    if (time.textContent !== text) time.textContent = text;
  }
};
refresh();
setInterval(refresh, 60000);
document.addEventListener("htmx:after:swap", refresh);
