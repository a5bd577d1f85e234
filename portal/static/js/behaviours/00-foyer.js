// What all behaviours share. Each file is one behaviour; everything works without them by reloading.
const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* no storage */ } },
};
const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRF-Token"] ?? "";
const come = {};

window.foyer = {
  words: WORDS,
  // Asked again when it did not come. Once there it answers before the next key: `import()` itself would not.
  later: (name) => (come[name] ??= import(LATER[name]).catch((error) => { delete come[name]; throw error; })),
  store,
  token,
  locale: document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang,
  user: document.body.dataset.user ?? "",
  all: (selector, root = document) => [...root.querySelectorAll(selector)],
  // What the htmx event is about: the element, and the status of the answer (0 while there is none).
  answered: (event) => ({ source: event.detail?.ctx?.sourceElement ?? event.target, status: event.detail?.ctx?.response?.status ?? 0 }),
  send: (url, options = {}) =>
    fetch(url, { credentials: "same-origin", ...options, headers: { "HX-Request": "true", "X-CSRF-Token": token(), ...options.headers } }),
  say(text) {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.textContent = text;
    document.getElementById("toasts")?.append(toast);
  },
};
