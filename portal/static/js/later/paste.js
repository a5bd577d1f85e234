// What was copied elsewhere comes back from the server as Markdown; pictures that travel in it go up like chosen ones.
const TYPE = /^data:(image\/(?:png|jpeg|gif|webp));base64,/;
const file = (source, n) => {
  const [head, type] = TYPE.exec(source) ?? [];
  if (!head) return null;
  const bytes = Uint8Array.from(atob(source.slice(head.length)), (sign) => sign.charCodeAt(0));
  return new File([bytes], `${WORDS.picture} ${n + 1}.${type.slice(6)}`, { type });
};
// A parsed document neither loads pictures nor runs scripts.
const parted = (html) => {
  if (!html.includes("data:image/")) return { files: [], html };
  const page = new DOMParser().parseFromString(html, "text/html"), files = [];
  for (const image of page.querySelectorAll("img[src^='data:']")) {
    const made = file(image.src, files.length);
    if (made) files.push(made);
    image.remove();
  }
  return { files, html: page.documentElement.outerHTML };
};
// Word and Outlook name files of the disk, which no page may read; the pictures themselves lie in the rich text beside.
const ON_DISK = /<(?:img|v:imagedata)\s[^>]*src=["']?file:/i, BLIP = /\\(png|jpeg)blip(?:\\[a-z]+-?\d* ?|\s|\{[^{}]*\})*/g;
const beside = (rtf) => [...rtf.matchAll(BLIP)].map((found, n) => {
  const from = found.index + found[0].length, digits = rtf.slice(from, rtf.indexOf("}", from)).replace(/\s/g, "");
  const bytes = Uint8Array.from({ length: digits.length / 2 }, (_, at) => parseInt(digits.slice(2 * at, 2 * at + 2), 16));
  return new File([bytes], `${WORDS.picture} ${n + 1}.${found[1]}`, { type: `image/${found[1]}` });
});
export const paste = async (insert, area, html, plain, rtf) => {
  if (!html) return insert(area, `[${area.value.slice(area.selectionStart, area.selectionEnd)}](${plain})`);
  const { files, html: words } = parted(html), editor = area.closest("[data-editor]");
  if (ON_DISK.test(html)) files.push(...beside(rtf));
  const answer = await foyer.send(editor.dataset.pasteUrl, { method: "POST", body: new URLSearchParams({ html: words.slice(0, 2000000) }) }).catch(() => null);
  const markdown = (answer?.ok && (await answer.text())) || plain;
  if (markdown) insert(area, markdown);
  if (files.length && editor.querySelector("[data-upload-url]")) foyer.attach(editor, files);
};
