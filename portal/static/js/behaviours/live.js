// A nudge says what changed; the page fetches it by its ordinary route after a short random wait, and only when looked at.
const pause = () => new Promise((done) => setTimeout(done, Math.random() * 800));
const seen = () => document.hidden && new Promise((done) => document.addEventListener("visibilitychange", done, { once: true }));
const once = (work) => {
  const waiting = new Set();
  return async (key) => {
    if (waiting.has(key)) return;
    waiting.add(key);
    await pause();
    await seen();
    waiting.delete(key);
    await work(key);
  };
};
const writing = (element) => element.contains(document.activeElement) && document.activeElement.matches("textarea,input");
const refetch = once((element) => {
  if (!element.isConnected || !element.dataset.liveUrl) return;
  if (writing(element)) return element.addEventListener("focusout", () => refetch(element), { once: true });
  return window.htmx?.ajax("GET", element.dataset.liveUrl, { target: element, swap: element.dataset.liveSwap ?? "innerMorph" });
});
const bell = once(async () => {
  const place = document.querySelector("[data-bell]");
  const answer = place && await foyer.send(place.dataset.bellUrl).catch(() => null);
  if (answer?.ok) place.innerHTML = await answer.text();
});
const counted = new WeakMap();
const pill = (room, id) => {
  for (const link of foyer.all("[data-live-list]")) {
    if (!link.dataset.liveList.split(" ").includes(room)) continue;
    if (!counted.has(link)) counted.set(link, new Set());
    const n = counted.get(link).add(id).size;
    link.textContent = n === 1 ? foyer.words.newerOne : foyer.words.newerMany.replace("%(n)s", n);
    link.hidden = false;
  }
};
const heard = ({ kind, id, event, room, own }) => {
  if (kind === "user") bell("bell");
  if (["PostPublished", "AnnouncementPublished"].includes(event) && !own) pill(room, `${kind}:${id}`);
  const rooms = room ? `, [data-live-room="${CSS.escape(room)}"]` : "";
  foyer.all(`[data-live="${CSS.escape(`${kind}:${id}`)}"]${rooms}`).forEach((element) => refetch(element));
};
const rooms = () => [...new Set(foyer.all("[data-room]").flatMap((element) => element.dataset.room.split(" ")).filter(Boolean))];

if (foyer.user && window.io) {
  const socket = window.io({ transports: ["websocket"], reconnectionDelayMax: 30000 });
  let failures = 0, before = false, poll = 0;
  const join = () => { if (socket.connected && rooms().length) socket.emit("join", rooms()); };
  socket.on("connect", () => {
    failures = 0;
    clearInterval(poll);
    poll = 0;
    join();
    if (before) {
      bell("bell");
      foyer.all("[data-live-url]:not([data-live-lazy])").forEach((element) => refetch(element));
    }
    before = true;
    document.documentElement.dataset.live = "1";
  });
  socket.on("connect_error", () => {
    failures += 1;
    if (failures >= 3 && !poll) poll = setInterval(() => bell("bell"), 60000);
  });
  socket.on("nudge", heard);
  socket.on("left", ({ room }) => { if (rooms().includes(room)) location.reload(); });
  document.addEventListener("htmx:after:swap", join);
}
addEventListener("offline", () => foyer.say(foyer.words.offline));
addEventListener("online", () => foyer.say(foyer.words.online));
