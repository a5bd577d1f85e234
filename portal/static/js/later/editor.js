// The toolbar writes Markdown so that nobody has to; the preview is drawn by the same renderer as the page.
const insert = (area, text) => {
  area.focus();
  if (!document.execCommand(text ? "insertText" : "delete", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
};
const chosen = (area) => area.value.slice(area.selectionStart, area.selectionEnd);

// The same button takes back what it gave.
const around = (area, sign, word) => {
  const text = chosen(area), { selectionStart: from, selectionEnd: to, value } = area;
  if (text.length > 2 * sign.length && text.startsWith(sign) && text.endsWith(sign)) return insert(area, text.slice(sign.length, -sign.length));
  if (text && value.slice(from - sign.length, from) === sign && value.slice(to, to + sign.length) === sign) {
    area.setSelectionRange(from - sign.length, to + sign.length);
    return insert(area, text);
  }
  if (!text && value.startsWith(sign, to) && value.slice(value.lastIndexOf("\n", from - 1) + 1, from).split(sign).length % 2 === 0) return area.setSelectionRange(to + sign.length, to + sign.length);
  insert(area, `${sign}${text || word}${sign}`);
  return area.setSelectionRange(from + sign.length, from + sign.length + (text || word).length);
};
const MARK = /^(\s*)(?:[-*+] |\d+[.)] |#{1,6} |> )/;
const lines = (area, prefix, word) => {
  const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1, end = area.value.indexOf("\n", area.selectionEnd);
  area.setSelectionRange(from, end < 0 ? area.value.length : end);
  const empty = !chosen(area), all = (chosen(area) || word).split("\n"), given = all.every((line, n) => line.trimStart().startsWith(prefix(n)));
  insert(area, all.map((line, n) => (given ? line.replace(MARK, "$1") : prefix(n) + line.replace(MARK, "$1"))).join("\n"));
  if (empty) area.setSelectionRange(area.selectionEnd - word.length, area.selectionEnd);
};
const alone = (area, text) => insert(area, `${area.selectionStart && area.value[area.selectionStart - 1] !== "\n" ? "\n\n" : ""}${text}\n`);
const rows = (text) => text.split("\n").map((line) => `| ${line.split("\t").map((cell) => cell.trim().replaceAll("|", "\\|")).join(" | ")} |`);
const table = (area) => {
  const text = chosen(area), head = `| ${WORDS.column} 1 | ${WORDS.column} 2 |`;
  const made = text.includes("\t") ? rows(text) : [head, "| ... | ... |"];
  alone(area, [made[0], `|${" --- |".repeat(made[0].split(/(?<!\\)\|/).length - 2)}`, ...made.slice(1)].join("\n"));
};
const code = (area) => (chosen(area).includes("\n") ? insert(area, `\`\`\`\n${chosen(area)}\n\`\`\``) : around(area, "`", foyer.words.text));
const begin = (sign) => (area) => insert(area, /(?:^|[\s(])$/.test(area.value.slice(0, area.selectionStart)) ? sign : ` ${sign}`);
const FORMATS = {
  bold: (area) => around(area, "**", foyer.words.bold),
  italic: (area) => around(area, "_", foyer.words.italic),
  heading: (area) => lines(area, () => "## ", foyer.words.title),
  link: (area) => insert(area, `[${chosen(area) || foyer.words.text}](https://)`),
  quote: (area) => lines(area, () => "> ", foyer.words.text),
  ul: (area) => lines(area, () => "- ", foyer.words.text),
  ol: (area) => lines(area, (n) => `${n + 1}. `, foyer.words.text),
  code, table, at: begin("@"), face: begin(":"),
};

const show = async (editor) => {
  const area = editor.querySelector("textarea"), out = editor.querySelector("[data-preview-out]"), text = area.value;
  const answer = await foyer.send(editor.dataset.previewUrl, { method: "POST", body: new URLSearchParams({ text }) }).catch(() => null);
  if (!answer?.ok) return foyer.say(WORDS.noPreview);
  const html = await answer.text();
  if (area.value === text && !out.hidden) out.innerHTML = html;
};
const preview = (editor, button) => {
  const out = editor.querySelector("[data-preview-out]");
  out.hidden = !out.hidden;
  button.setAttribute("aria-pressed", String(!out.hidden));
  if (!out.hidden) show(editor);
};
export const press = (button) => {
  const editor = button.closest("[data-editor]"), area = editor.querySelector("textarea");
  if (button.dataset.md) { area.focus(); FORMATS[button.dataset.md](area); }
  else preview(editor, button);
};

// A line of a list goes on in the next; Enter on an empty one ends the list. Tab at its beginning moves it in, Shift out.
const ITEM = /^(\s*(?:> )?)([-*+]|(\d+)([.)]))( +)(.*)$/;
const goOn = (event, area) => {
  const at = area.selectionStart, from = area.value.lastIndexOf("\n", at - 1) + 1, end = area.value.indexOf("\n", at);
  const line = area.value.slice(from, end < 0 ? area.value.length : end), item = ITEM.exec(line);
  if (!item || at !== area.selectionEnd || event.isComposing) return;
  const head = line.length - item[6].length;
  if (event.key === "Tab") {
    if (at - from !== head || (event.shiftKey && !item[1])) return;
    event.preventDefault();
    area.setSelectionRange(from, from + head);
    return insert(area, event.shiftKey ? line.slice(Math.min(2, item[1].length), head) : `  ${line.slice(0, head)}`);
  }
  if (at - from < head) return;
  event.preventDefault();
  if (!item[6].trim()) { area.setSelectionRange(from, from + line.length); return insert(area, ""); }
  return insert(area, `\n${item[1]}${item[3] ? `${Number(item[3]) + 1}${item[4]}` : item[2]}${item[5]}`);
};
let pause = 0;
document.addEventListener("input", (event) => {
  const editor = event.target.closest?.("[data-editor]");
  if (!editor || editor.querySelector("[data-preview-out]").hidden) return;
  clearTimeout(pause);
  pause = setTimeout(() => show(editor), 300);
});
const KEYS = { b: "bold", i: "italic", k: "link", 7: "ol", 8: "ul" };
document.addEventListener("keydown", (event) => {
  const area = event.target;
  if (event.defaultPrevented || !area.matches?.("[data-editor] textarea")) return;
  const held = event.ctrlKey || event.metaKey, kind = held && (event.code.startsWith("Digit") ? event.shiftKey && KEYS[event.code.slice(5)] : KEYS[event.key]);
  if (kind) { event.preventDefault(); FORMATS[kind](area); }
  else if (!held && (event.key === "Enter" || event.key === "Tab") && !(event.key === "Enter" && event.shiftKey)) goOn(event, area);
});
document.addEventListener("keydown", (event) => {
  const bar = event.target.closest?.("[role=toolbar]");
  if (!bar || !["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
  const buttons = foyer.all("button, input", bar), at = buttons.indexOf(event.target);
  const next = buttons[{ ArrowLeft: (at - 1 + buttons.length) % buttons.length, ArrowRight: (at + 1) % buttons.length, Home: 0, End: buttons.length - 1 }[event.key]];
  event.preventDefault();
  buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
  next.focus();
});
export const paste = async (...given) => (await foyer.later("paste")).paste(insert, ...given);
