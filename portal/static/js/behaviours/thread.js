// New comments take their place in an open thread: known ones are drawn anew when they changed, the rest come last.
const settle = (note) => {
  const { place, inside } = note.dataset, here = document.getElementById(place);
  const fresh = document.importNode(note.content, true), root = fresh.firstElementChild;
  const comment = root?.id === place ? root : fresh.getElementById?.(place) ?? fresh.querySelector(`#${place}`);
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
document.addEventListener("htmx:after:swap", () => {
  for (const watch of foyer.all("[data-thread-news]")) {
    foyer.all("template[data-place]", watch).forEach(settle);
    const next = watch.querySelector("template[data-next]");
    if (next) watch.dataset.liveUrl = next.dataset.next;
    watch.replaceChildren();
  }
});
