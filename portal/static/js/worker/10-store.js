// What the worker remembers: who reads here, and what waits to be sent. A database in the browser, one promise a step.
const opened = () => new Promise((done, fail) => {
  const request = indexedDB.open("foyer", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("meta");
    request.result.createObjectStore("outbox", { keyPath: "id", autoIncrement: true });
  };
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});
const within = async (store, mode, work) => {
  const db = await opened();
  try {
    return await new Promise((done, fail) => {
      const all = db.transaction(store, mode), request = work(all.objectStore(store));
      all.oncomplete = () => done(request.result);
      all.onabort = all.onerror = () => fail(all.error);
    });
  } finally {
    db.close();
  }
};
const remembered = (key) => within("meta", "readonly", (store) => store.get(key));
const remember = (key, value) => within("meta", "readwrite", (store) => store.put(value, key));
const waiting = async (user) => (await within("outbox", "readonly", (store) => store.getAll())).filter((each) => each.user === user);
const putAway = (entry) => within("outbox", "readwrite", (store) => store.put(entry));
const drop = (id) => within("outbox", "readwrite", (store) => store.delete(id));
const tell = async (message) => (await self.clients.matchAll({ includeUncontrolled: true })).forEach((page) => page.postMessage(message));
