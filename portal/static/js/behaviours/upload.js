// Files go up while one writes: progress, a way to stop, and what the server says of each: a picture with its alt text, or why not.
const fail = (row, text) => {
  row.textContent = text || foyer.words.failed;
  row.setAttribute("role", "alert");
  setTimeout(() => row.remove(), 10000);
};
const line = (file, request) => {
  const row = document.createElement("div"), name = document.createElement("span"), bar = document.createElement("progress"), stop = document.createElement("button");
  row.className = "upload";
  name.className = "grow";
  name.textContent = file.name;
  bar.max = 100;
  bar.setAttribute("aria-label", `${foyer.words.uploading} ${file.name}`);
  stop.type = "button";
  stop.className = "btn btn--ghost btn--s";
  stop.textContent = foyer.words.remove;
  stop.addEventListener("click", () => { request.abort(); row.remove(); });
  request.upload.onprogress = (event) => { bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0; };
  row.append(name, bar, stop);
  return row;
};
const start = (editor, file, url) => {
  const request = new XMLHttpRequest(), body = new FormData(), row = line(file, request);
  editor.querySelector("[data-uploads]").append(row);
  body.append("file", file);
  request.open("POST", url);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRF-Token", foyer.token());
  request.onerror = () => fail(row);
  request.onload = () => {
    if (request.status < 400) row.outerHTML = request.responseText;
    else fail(row, new DOMParser().parseFromString(request.responseText, "text/html").body.textContent.trim());
  };
  request.send(body);
};
foyer.attach = (editor, files) => {
  const url = editor.querySelector("[data-upload-url]").dataset.uploadUrl;
  for (const file of files) start(editor, file, url);
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
document.addEventListener("click", (event) => event.target.closest?.("[data-remove-upload]")?.closest(".upload")?.remove());
