// Which request goes where, and what pages may ask of the worker.
const signOut = async (request) => {
  const form = await request.clone().text();
  for (const entry of await waiting(await remembered("who"))) await drop(entry.id);
  await forget();
  await silence();
  return fetch(request).catch(async () => {
    await remember("leaving", form);
    return Response.redirect("/offline", 303);
  });
};
self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const files = await caches.open(FILES);
    await Promise.all([...FIRST, ...Object.values(OFFLINE)].map(async (url) => files.put(url, await fetch(url, { credentials: "omit", cache: "no-cache" }))));
    await self.skipWaiting();
  })());
});
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== FILES && name !== COPIES) await caches.delete(name);
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url), kind = kindOf(request);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && url.pathname === "/logout") event.respondWith(signOut(request));
  else if (kind) event.respondWith(take(event, kind));
  else if (request.method !== "GET") return;
  else if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate" || AHEAD.includes(address(url))) event.respondWith(visit(event));
});
self.addEventListener("sync", (event) => { if (event.tag === "outbox") event.waitUntil(send()); });
const ASKED = { pages: () => readable(), outbox: async () => waiting(await remembered("who")), send, cancel, again, begin, restore: putAway };
self.addEventListener("message", (event) => {
  const { ask, id } = event.data ?? {};
  if (ASKED[ask]) event.waitUntil(Promise.resolve(ASKED[ask](id)).then((answer) => event.ports[0]?.postMessage(answer ?? null)));
});
