// Files go up while one writes: some at once, with progress, a way to stop and, where the connection was lost, to try again.
// The row of a file then holds what the server says of it: a picture with its alt text, or why not.
const AT_ONCE = 3, LOST = [0, 408, 425, 429, 500, 502, 503, 504];
const queue = [];
let going = 0;
const button = (text, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn--ghost btn--s";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
};
const line = (file) => {
  const row = document.createElement("div"), name = document.createElement("span"), said = document.createElement("span"), bar = document.createElement("progress");
  row.className = "upload";
  name.textContent = file.name;
  said.className = "grow small";
  bar.max = 100;
  bar.setAttribute("aria-label", `${foyer.words.uploading} ${file.name}`);
  row.append(name, said, bar);
  return { row, said, bar };
};
const words = (request) => new DOMParser().parseFromString(request.responseText, "text/html").body.textContent.trim();
const end = (upload) => {
  upload.row.remove();
  upload.request?.abort();
  const place = queue.indexOf(upload);
  if (place >= 0) queue.splice(place, 1);
};
const fail = (upload, text, again) => {
  upload.bar.remove();
  delete upload.row.dataset.going;
  upload.said.textContent = text;
  upload.row.setAttribute("role", "alert");
  upload.stop.textContent = foyer.words.remove;
  if (again) {
    const retry = button(foyer.words.tryAgain, () => {
      retry.remove();
      upload.row.removeAttribute("role");
      upload.said.textContent = "";
      upload.stop.textContent = foyer.words.cancel;
      upload.said.after(upload.bar);
      upload.stop.focus();
      add(upload);
    });
    upload.stop.before(retry);
  }
};
const next = () => {
  while (going < AT_ONCE && queue.length) send(queue.shift());
};
const send = (upload) => {
  const request = (upload.request = new XMLHttpRequest()), body = new FormData();
  going += 1;
  body.append("file", upload.file);
  request.open("POST", upload.url);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRF-Token", foyer.token());
  request.upload.onprogress = (event) => { upload.bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0; };
  request.upload.onload = () => { upload.said.textContent = foyer.words.uploaded; };
  request.onerror = () => fail(upload, foyer.words.lost, true);
  request.onload = () => {
    if (request.status >= 400) return fail(upload, words(request) || foyer.words.lost, LOST.includes(request.status));
    const made = document.createRange().createContextualFragment(request.responseText), row = made.firstElementChild;
    upload.row.replaceWith(made);
    window.htmx?.process(row);
  };
  request.onloadend = () => { going -= 1; next(); };
  request.send(body);
};
const add = (upload) => {
  upload.row.dataset.going = "";
  queue.push(upload);
  next();
};
foyer.attach = (editor, files) => {
  const input = editor.querySelector("[data-upload-url]"), most = Number(input.dataset.most ?? 0);
  for (const file of files) {
    const upload = { file, url: input.dataset.uploadUrl, ...line(file) };
    upload.row.append((upload.stop = button(foyer.words.cancel, () => end(upload))));
    editor.querySelector("[data-uploads]").append(upload.row);
    if (most && file.size > most) fail(upload, foyer.words.tooLarge.replace("%(n)s", Math.floor(most / 2 ** 20)), false);
    else add(upload);
  }
};
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-upload-url]")) return;
  foyer.attach(event.target.closest("[data-editor]"), [...event.target.files]);
  event.target.value = "";
});
const dropped = (event) => {
  const editor = event.target.closest?.("[data-editor]:has([data-upload-url])");
  const files = [...((event.clipboardData ?? event.dataTransfer)?.files ?? [])];
  if (!editor || !files.length || event.defaultPrevented) return;
  event.preventDefault();
  foyer.attach(editor, files);
};
for (const name of ["paste", "drop"]) document.addEventListener(name, dropped);
document.addEventListener("dragover", (event) => {
  if (event.target.closest?.("[data-editor]:has([data-upload-url])") && event.dataTransfer.types.includes("Files")) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  if (!event.target.querySelector?.("[data-going]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  foyer.say(foyer.words.stillUploading);
}, true);
document.addEventListener("click", (event) => event.target.closest?.("[data-remove-upload]")?.closest(".upload")?.remove());
