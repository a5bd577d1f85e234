// What all behaviours share. Each file is one behaviour; everything works without them by reloading.
const words = document.getElementById("words")?.dataset ?? {};
const store = {
  get: (key) => { try { return localStorage.getItem(key); } catch { return null; } },
  set: (key, value) => { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* no storage */ } },
};
const token = () => {
  const header = document.body.getAttribute("hx-headers:inherited");
  return header ? JSON.parse(header)["X-CSRF-Token"] : "";
};
const send = (url, options = {}) =>
  fetch(url, { credentials: "same-origin", ...options, headers: { "HX-Request": "true", "X-CSRF-Token": token(), ...options.headers } });

window.foyer = {
  words,
  store,
  send,
  user: document.body.dataset.user ?? "",
  all: (selector, root = document) => [...root.querySelectorAll(selector)],
  say(text) {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.textContent = text;
    document.getElementById("toasts")?.append(toast);
    setTimeout(() => toast.remove(), 5000);
  },
};
