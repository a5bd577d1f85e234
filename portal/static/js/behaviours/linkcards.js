// Links that stand alone may be to pages of the portal: what makes cards of them comes where there is one.
const drawCards = () => { if (document.querySelector(".prose p > a[href]:only-child")) foyer.later("linkcards").catch(() => {}); };
drawCards();
document.addEventListener("htmx:after:swap", drawCards);
