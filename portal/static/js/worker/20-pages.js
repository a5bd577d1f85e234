// The last pages that were read, kept for one person: what the server marks with Foyer-Keep and the list allows.
const WEEK = 7 * 86400000;
const FILES = `static-${VERSION}`, COPIES = `pages-${VERSION}`;
const ALLOWED = KEPT_PATHS.map((pattern) => new RegExp(`^(?:${pattern})$`));
const isAllowed = (url) => ALLOWED.some((pattern) => pattern.test(url.pathname));
const address = (url) => url.pathname + url.search;
const forget = async () => {
  await caches.delete(COPIES);
  await remember("who", null);
};

// Another person than the one before: what was kept for that one goes first.
const greet = async (mark) => {
  const [user, language] = mark.split(";").map((part) => part.trim());
  const before = await remembered("who");
  if (before === user) return;
  if (before) {
    await caches.delete(COPIES);
    await silence();
  }
  await remember("who", user);
  await remember("language", language);
  if ((await waiting(user)).length) send();
  for (const path of AHEAD) {
    const answer = await fetch(path, { headers: path === AHEAD[0] ? {} : { "HX-Request": "true" } }).catch(() => null);
    if (answer) await put(new URL(path, self.location.origin), answer);
  }
};
const put = async (url, answer) => {
  const mark = answer.headers.get("Foyer-Keep");
  if (!mark || answer.status !== 200 || answer.redirected || !isAllowed(url)) return;
  await greet(mark);
  const html = await answer.text(), title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
  const headers = new Headers({ "Content-Type": "text/html; charset=utf-8", "Foyer-Kept": new Date().toISOString() });
  for (const name of ["Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"]) headers.set(name, answer.headers.get(name) ?? "");
  headers.set("Foyer-Title", encodeURIComponent(title));
  const copies = await caches.open(COPIES);
  await copies.delete(address(url));
  await copies.put(address(url), new Response(html, { headers }));
  const whole = (await copies.keys()).filter((each) => !AHEAD.includes(address(new URL(each.url))));
  for (const old of whole.slice(0, Math.max(0, whole.length - MOST))) await copies.delete(old);
};
const keep = (url, answer) => navigator.locks.request("pages", () => put(url, answer));

// The page on which the worker began was opened before there was one, or just when it took over the others.
const begin = async (path) => {
  await self.clients.claim();
  const url = new URL(path, self.location.origin), answer = isAllowed(url) && (await fetch(path).catch(() => null));
  if (answer) await keep(url, answer);
};
// What is no longer open to the reader, or was read long ago, is not kept either.
const isOld = (copy) => Date.now() - new Date(copy.headers.get("Foyer-Kept")) > WEEK;
const discard = async (url) => (await caches.open(COPIES)).delete(address(url));
const copyOf = async (url) => {
  if (!isAllowed(url) || !(await remembered("who"))) return null;
  const found = await (await caches.open(COPIES)).match(address(url), { ignoreSearch: AHEAD.includes(url.pathname) });
  if (!found || isOld(found)) return null;
  const html = (await found.text()).replace("<html ", `<html data-kept="${found.headers.get("Foyer-Kept")}" `);
  return new Response(html, { headers: found.headers });
};
const offlinePage = async () => {
  const language = (await remembered("language")) ?? self.navigator.language.slice(0, 2);
  return (await caches.open(FILES)).match(OFFLINE[language] ?? OFFLINE.en);
};
const readable = async () => {
  if (!(await remembered("who"))) return [];
  const copies = await caches.open(COPIES), list = [];
  for (const request of await copies.keys()) {
    const path = address(new URL(request.url)), found = await copies.match(request);
    if (!AHEAD.includes(path) && !isOld(found)) list.unshift({ path, title: decodeURIComponent(found.headers.get("Foyer-Title")), at: found.headers.get("Foyer-Kept") });
  }
  return list;
};

// Who signed out without a connection is signed out by the first request that gets through.
const leave = async () => {
  const body = await remembered("leaving");
  if (!body) return false;
  await fetch("/logout", { method: "POST", body, headers: { "Content-Type": "application/x-www-form-urlencoded" } });
  await remember("leaving", null);
  return true;
};
const visit = async (event) => {
  const url = new URL(event.request.url);
  try {
    const answer = (!(await leave()) && (await event.preloadResponse)) || (await fetch(event.request));
    if (answer.headers.has("Foyer-Keep")) event.waitUntil(keep(url, answer.clone()));
    else if ([403, 404, 410].includes(answer.status)) event.waitUntil(discard(url));
    return answer;
  } catch (error) {
    const found = (await copyOf(url)) ?? (event.request.mode === "navigate" ? await offlinePage() : null);
    if (!found) throw error;
    return found;
  }
};
const file = async (request) => {
  const files = await caches.open(FILES), found = await files.match(request.url);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.status === 200) await files.put(request.url, answer.clone());
  return answer;
};
