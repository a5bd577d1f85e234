// Tabs that do not fit on a phone are scrolled: the open one into view, and edges fade where more follows.
const edges = (tabs) => {
  tabs.toggleAttribute("data-before", tabs.scrollLeft > 2);
  tabs.toggleAttribute("data-after", tabs.scrollLeft + tabs.clientWidth < tabs.scrollWidth - 2);
};
const look = () => {
  for (const tabs of foyer.all(".tabs")) {
    const open = tabs.querySelector("[aria-current]");
    if (open) tabs.scrollLeft = open.offsetLeft - (tabs.clientWidth - open.offsetWidth) / 2;
    edges(tabs);
  }
};
look();
document.fonts?.ready.then(look); // letters of another width move the edges
document.addEventListener("scroll", (event) => event.target.matches?.(".tabs") && edges(event.target), { capture: true, passive: true });
document.addEventListener("htmx:after:swap", look);
addEventListener("resize", () => foyer.all(".tabs").forEach(edges));
