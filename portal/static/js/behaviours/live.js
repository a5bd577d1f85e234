// A nudge says what changed; the page fetches it by its ordinary route after a short random wait.
const wait = () => new Promise((done) => setTimeout(done, Math.random() * 800));
const refetch = async (element) => {
  await wait();
  if (!element.isConnected || element.contains(document.activeElement) && document.activeElement.matches("textarea,input")) return;
  window.htmx?.ajax("GET", element.dataset.liveUrl, { target: element, swap: "innerMorph" });
};
const bell = async () => {
  const place = document.querySelector("[data-bell]");
  if (!place) return;
  const answer = await foyer.send(place.dataset.bellUrl);
  if (answer.ok) place.innerHTML = await answer.text();
};
const counted = new Map();
const pill = (room, id) => {
  for (const link of foyer.all("[data-live-list]")) {
    if (!link.dataset.liveList.split(" ").includes(room)) continue;
    const seen = counted.get(link) ?? counted.set(link, new Set()).get(link);
    seen.add(id);
    link.textContent = seen.size === 1 ? foyer.words.newerOne : foyer.words.newerMany.replace("{n}", seen.size);
    link.hidden = false;
  }
};
const heard = ({ kind, id, event, room }) => {
  if (kind === "user") return bell();
  if (event === "PostPublished" && !foyer.mine?.has(id)) pill(room, id);
  foyer.all(`[data-live="${kind}:${id}"], [data-live-room="${room}"]`).forEach(refetch);
};
const rooms = () => [...new Set(foyer.all("[data-room]").flatMap((element) => element.dataset.room.split(" ")).filter(Boolean))];

if (foyer.user && window.io) {
  const socket = window.io({ transports: ["websocket"], reconnectionDelayMax: 30000 });
  let failures = 0, connected = false, poll = 0;
  socket.on("connect", () => {
    failures = 0;
    clearInterval(poll);
    poll = 0;
    if (rooms().length) socket.emit("join", rooms());
    if (connected) {
      bell();
      foyer.all("[data-live-url]").forEach(refetch);
    }
    connected = true;
    document.documentElement.dataset.live = "1";
  });
  socket.on("connect_error", () => {
    failures += 1;
    if (failures >= 3 && !poll) poll = setInterval(bell, 60000);
  });
  socket.on("nudge", heard);
  socket.on("left", ({ room }) => foyer.all(`[data-room="${CSS.escape(room)}"]`).length && location.reload());
  document.addEventListener("htmx:after:swap", () => socket.connected && rooms().length && socket.emit("join", rooms()));
}
addEventListener("offline", () => foyer.say(foyer.words.offline));
addEventListener("online", () => foyer.say(foyer.words.online));
