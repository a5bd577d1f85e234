// Turns push on for this device, after a click: only then may a browser be asked.
const card = document.querySelector("[data-push]"), said = card.querySelector("[data-push-said]");
const button = card.querySelector("[data-push-on]");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const same = (one, other) => one && other && new Uint8Array(one).join() === other.join();
const show = (text, isOn) => {
  said.textContent = text;
  button.hidden = isOn;
};
const turnOn = async () => {
  const registration = await navigator.serviceWorker.ready, key = bytes(card.dataset.push);
  if ((await Notification.requestPermission()) !== "granted") return show(WORDS.denied, false);
  const old = await registration.pushManager.getSubscription();
  if (old && !same(old.options.applicationServerKey, key)) await old.unsubscribe();
  const fresh = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }).catch(() => null);
  if (!fresh) return show(WORDS.impossible, false);
  const { endpoint, keys } = fresh.toJSON();
  const answer = await foyer.send(card.dataset.pushUrl, { method: "POST", body: new URLSearchParams({ endpoint, ...keys }) }).catch(() => null);
  if (answer?.ok) return location.reload();
  await fresh.unsubscribe();
  return show(answer?.status === 422 ? WORDS.unknown : foyer.words.failed, false);
};
button.addEventListener("click", turnOn);
card.hidden = false;
if (!("PushManager" in window)) show(WORDS.impossible, true);
else if (Notification.permission === "granted" && (await (await navigator.serviceWorker.ready).pushManager.getSubscription())) show(WORDS.on, true);
