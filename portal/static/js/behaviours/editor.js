// The toolbar writes Markdown so that nobody has to; the preview is drawn by the same renderer as the page.
const insert = (area, text) => {
  area.focus();
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
const lines = (text, prefix) => (text || foyer.words.text).split("\n").map((line, n) => prefix(n) + line).join("\n");
const FORMATS = {
  bold: (s) => `**${s || foyer.words.bold}**`,
  italic: (s) => `_${s || foyer.words.italic}_`,
  heading: (s) => lines(s || foyer.words.title, () => "## "),
  link: (s) => `[${s || foyer.words.text}](https://)`,
  quote: (s) => lines(s, () => "> "),
  ul: (s) => lines(s, () => "- "),
  ol: (s) => lines(s, (n) => `${n + 1}. `),
  code: (s) => (s.includes("\n") ? `\`\`\`\n${s}\n\`\`\`` : `\`${s || foyer.words.text}\``),
  at: () => "@",
};
const format = (area, kind) => insert(area, FORMATS[kind](area.value.slice(area.selectionStart, area.selectionEnd)));

const preview = async (editor, button) => {
  const area = editor.querySelector("textarea"), out = editor.querySelector("[data-preview-out]");
  const show = out.hidden;
  if (show) {
    const answer = await foyer.send(editor.dataset.previewUrl, { method: "POST", body: new URLSearchParams({ text: area.value }) }).catch(() => null);
    if (!answer?.ok) return foyer.say(foyer.words.failed);
    out.innerHTML = await answer.text();
  }
  out.hidden = !show;
  area.hidden = show;
  button.setAttribute("aria-pressed", String(show));
};
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-editor] [data-md], [data-editor] [data-preview]");
  if (!button) return;
  const editor = button.closest("[data-editor]"), shown = !editor.querySelector("[data-preview-out]").hidden;
  if (!button.dataset.md || shown) preview(editor, editor.querySelector("[data-preview]"));
  if (button.dataset.md) format(editor.querySelector("textarea"), button.dataset.md);
});
document.addEventListener("keydown", (event) => {
  const area = event.target;
  if ((event.ctrlKey || event.metaKey) && area.matches?.("[data-editor] textarea")) {
    const kind = { b: "bold", i: "italic", k: "link" }[event.key];
    if (kind) { event.preventDefault(); format(area, kind); }
  }
  const bar = area.closest?.("[role=toolbar]");
  if (!bar || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  const buttons = foyer.all("button, input", bar), at = buttons.indexOf(area);
  const next = buttons[{ ArrowLeft: (at - 1 + buttons.length) % buttons.length, ArrowRight: (at + 1) % buttons.length, Home: 0, End: buttons.length - 1 }[event.key]];
  event.preventDefault();
  buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
  next.focus();
});
