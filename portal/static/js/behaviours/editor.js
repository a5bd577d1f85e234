// A text with a toolbar. What the buttons and keys do comes when an editor is first touched.
const editing = () => foyer.later("editor");
for (const name of ["focusin", "pointerover"]) {
  document.addEventListener(name, (event) => { if (event.target.closest?.("[data-editor]")) editing(); });
}
// The pointer leaves the caret where it is: what is typed right after a button goes into the text.
document.addEventListener("mousedown", (event) => { if (event.target.closest?.("[data-editor] [data-md]")) event.preventDefault(); });
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-editor] [data-md], [data-editor] [data-preview]");
  if (button) (await editing()).press(button);
});
// Text copied from an office program or a page keeps its lists, tables and links; Shift pastes the bare words. Beside words
// some programs copy a picture of them: the words count.
const RICH = /<(?:b|strong|i|em|a|ul|ol|li|table|h[1-6]|img|blockquote|pre|code|s|del|strike)[\s>]|mso-list|font-weight:\s*(?:bold|[6-9]00)|font-style:\s*italic|v:imagedata/i;
document.addEventListener("paste", async (event) => {
  const area = event.target.closest?.("[data-editor] textarea"), data = event.clipboardData;
  const html = data?.getData("text/html"), plain = data?.getData("text/plain").trim(), rtf = data?.getData("text/rtf");
  if (!area) return;
  const isLink = /^https?:\/\/\S+$/.test(plain) && area.selectionStart !== area.selectionEnd;
  if (!isLink && !(html && (data.files.length ? plain : RICH.test(html)))) return;
  event.preventDefault();
  area.setAttribute("aria-busy", "true");
  try { await (await editing()).paste(area, isLink ? "" : html, plain, rtf); } catch { document.execCommand("insertText", false, plain); }
  area.removeAttribute("aria-busy");
  if (held.delete(area.form)) area.form.requestSubmit();
});
// A form that is sent meanwhile goes when the words are there.
const held = new Set();
document.addEventListener("submit", (event) => {
  if (!event.target.querySelector?.("[data-editor] textarea[aria-busy]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  held.add(event.target);
}, true);
