// New comments in an open thread: at its end they take their place at once, further up a bar offers them and nothing moves.
const bar = () => document.querySelector("[data-news-bar]");
const parsed = (note) => {
  const { place } = note.dataset, fresh = document.importNode(note.content, true), root = fresh.firstElementChild;
  return { root, comment: root?.id === place ? root : fresh.querySelector(`#${CSS.escape(place)}`) };
};
const settle = (note) => {
  const { place, inside } = note.dataset, here = document.getElementById(place), { root, comment } = parsed(note);
  if (here && (here.matches("form") || here.contains(document.activeElement) || here.dataset.version === comment?.dataset.version)) return;
  if (here && comment) {
    const strand = here.closest(".strand");
    here.replaceWith(comment);
    if (comment.matches(".comment--gone") && comment.closest(".replies, .strand")?.matches(".replies")) comment.remove();
    else if (comment.matches(".comment--gone") && !strand?.querySelector(".replies > *")) strand?.remove();
    else window.htmx?.process(comment);
  } else if (inside && root) {
    document.getElementById(inside)?.append(root);
    window.htmx?.process(root);
  }
};
const isNew = (note) => note.dataset.inside && !document.getElementById(note.dataset.place);
const atEnd = (watch) => watch.getBoundingClientRect().top <= innerHeight;
const close = (watch) => {
  bar()?.replaceChildren();
  const next = watch.querySelector("template[data-next]");
  if (next) watch.dataset.liveUrl = next.dataset.next;
  watch.replaceChildren();
};
const show = (watch) => {
  const notes = foyer.all("template[data-place]", watch), first = notes.find(isNew)?.dataset.place;
  notes.forEach(settle);
  close(watch);
  const place = first && document.getElementById(first);
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: "center" });
};
const offer = (watch, count) => {
  const much = watch.querySelector("template[data-much]"), button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn--primary btn--s";
  button.textContent = count === 1 ? WORDS.one : WORDS.many.replace("%(n)s", count);
  button.addEventListener("click", () => show(watch));
  bar().replaceChildren(much ? document.importNode(much.content, true) : button);
};
// What is offered stays in the watch, and its address as it was: the next look brings the same again, and what came since.
const arrive = (watch) => {
  const notes = foyer.all("template[data-place]", watch), fresh = notes.filter(isNew);
  notes.filter((note) => !isNew(note)).forEach(settle);
  if (!watch.querySelector("template")) return;
  if (bar() && fresh.length && !atEnd(watch)) return offer(watch, fresh.length);
  fresh.forEach(settle);
  return close(watch);
};
document.addEventListener("htmx:after:swap", () => foyer.all("[data-thread-news]").forEach(arrive));

// How far one has read is told when one leaves: the last comment that was on the screen.
let read = null;
const places = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (isIntersecting && (!read || read.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING)) read = target;
  }
});
const follow = () => foyer.all("[data-visit-url] .comment[id]").forEach((comment) => places.observe(comment));
let told = "";
const tell = () => {
  const thread = document.querySelector("[data-visit-url]"), watch = document.querySelector("[data-thread-news]");
  if (!document.hidden || !thread || !read || told === read.id) return;
  told = read.id;
  const until = new URL(watch.dataset.liveUrl, location.href).searchParams.get("since");
  foyer.send(thread.dataset.visitUrl, { method: "POST", keepalive: true, body: new URLSearchParams({ until, place: read.id.slice(1) }) }).catch(() => {});
};
follow();
document.addEventListener("htmx:after:swap", follow);
document.addEventListener("visibilitychange", tell);
