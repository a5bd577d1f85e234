// A push says that there is something; a click on it opens the portal there, in the window that is open already.
self.addEventListener("push", (event) => {
  const { title, body, tag, lang, url } = event.data?.json() ?? {};
  const options = { body, tag, lang, icon: "/icons/icon-192.png", badge: "/icons/icon-192.png", data: { url } };
  if (title) event.waitUntil(self.registration.showNotification(title, options));
});
self.addEventListener("notificationclick", (event) => {
  const url = new URL(event.notification.data?.url ?? "/notifications", self.location.origin);
  event.notification.close();
  if (url.origin !== self.location.origin) return;
  event.waitUntil((async () => {
    const [open] = await self.clients.matchAll({ type: "window" });
    if (!open) return self.clients.openWindow(url.href);
    await open.focus();
    return open.navigate(url.href);
  })());
});
const silence = async () => (await self.registration.pushManager?.getSubscription())?.unsubscribe();

// A push service may change its mind about an endpoint; the portal then learns the new one.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const fresh = event.newSubscription, here = fresh && (await session());
    if (!here) return;
    const { endpoint, keys } = fresh.toJSON(), headers = { "HX-Request": "true", "X-CSRF-Token": here.token };
    await fetch("/notifications/devices", { method: "POST", headers, body: new URLSearchParams({ endpoint, ...keys }) });
  })());
});
