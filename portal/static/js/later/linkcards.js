// A bare link to a page of the portal on a line of its own becomes a card, when it comes into view and one may see the page.
const PAGE = /^\/(?:posts|groups|people)\/[^/]+$/;
const draw = async (link) => {
  const answer = await foyer.send(`/editor/card?path=${encodeURIComponent(decodeURI(link.pathname))}`).catch(() => null);
  if (!answer?.ok || !link.isConnected) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  link.replaceWith(holder.content.querySelector("a"));
};
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    draw(target);
  }
});
const look = () => {
  for (const link of foyer.all(".prose p > a[href]:only-child:not([data-looked])")) {
    link.dataset.looked = "";
    const isBare = link.parentElement.textContent.trim() === link.textContent.trim() && /^https?:\/\//.test(link.textContent);
    if (isBare && link.origin === location.origin && PAGE.test(link.pathname)) seen.observe(link);
  }
};
document.addEventListener("htmx:after:swap", look);
look();
