// Files go up while one writes: progress, what the picture shows, and a way to take each back.
const place = (editor, row) => editor.querySelector("[data-uploads]").append(row);
const fail = (row, text) => { row.textContent = text || foyer.words.failed; setTimeout(() => row.remove(), 8000); };
const start = (editor, file, url) => {
  const row = document.createElement("div"), bar = document.createElement("progress");
  row.className = "upload";
  bar.max = file.size || 1;
  bar.setAttribute("aria-label", `${foyer.words.uploading} ${file.name}`);
  row.append(file.name, bar);
  place(editor, row);
  const request = new XMLHttpRequest(), body = new FormData();
  body.append("file", file);
  request.open("POST", url);
  request.setRequestHeader("HX-Request", "true");
  request.setRequestHeader("X-CSRF-Token", JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRF-Token"]);
  request.upload.onprogress = (event) => { bar.value = event.loaded; };
  request.onerror = () => fail(row);
  request.onload = () => {
    if (request.status >= 400) {
      const answer = new DOMParser().parseFromString(request.responseText, "text/html");
      return fail(row, answer.body.textContent.trim());
    }
    row.outerHTML = request.responseText;
  };
  request.send(body);
};
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-upload-url]")) return;
  const editor = input.closest("[data-editor]");
  for (const file of input.files) start(editor, file, input.dataset.uploadUrl);
  input.value = "";
});
for (const name of ["paste", "drop"]) document.addEventListener(name, (event) => {
  const editor = event.target.closest?.("[data-editor]");
  const input = editor?.querySelector("[data-upload-url]");
  const files = [...((event.clipboardData ?? event.dataTransfer)?.files ?? [])];
  if (!input || !files.length) return;
  event.preventDefault();
  for (const file of files) start(editor, file, input.dataset.uploadUrl);
});
document.addEventListener("click", (event) => event.target.closest?.("[data-remove-upload]")?.closest(".upload, [data-upload]")?.remove());
