// Buttons of cards that belong to the page's one form: painted at once, then the card's foot comes from the server.
const picks = document.getElementById("picks");
let opener = null;
const offer = (link) => {
  opener = link;
  for (const button of picks.querySelectorAll("[data-act]")) {
    button.dataset.kind ??= button.value;
    button.value = button.dataset.kind === link.dataset.mine ? "" : button.dataset.kind;
    button.setAttribute("aria-pressed", String(!button.value));
    button.setAttribute("formaction", `/reactions/${link.dataset.react}?_method=PUT`);
  }
  const who = picks.querySelector("[data-who]");
  who.href = `/reactions/${link.dataset.react}`;
  who.hidden = !link.closest(".post__foot").querySelector(".react");
  if (picks.matches(":popover-open")) picks.hidePopover();
  picks.showPopover({ source: link });
  picks.querySelector("[data-act]").focus();
};
const act = async (button) => {
  const foot = (picks?.contains(button) ? opener : button).closest(".post__foot");
  const was = button.getAttribute("aria-pressed");
  if (was) button.setAttribute("aria-pressed", String(was !== "true"));
  if (picks?.contains(button)) picks.hidePopover();
  const body = new URLSearchParams(button.name ? { [button.name]: button.value } : {});
  const answer = await foyer.send(button.formAction, { method: "POST", body }).catch(() => null);
  if (answer?.headers.has("Foyer-Waiting")) return;
  const fresh = answer?.ok ? await foyer.send(foot.dataset.liveUrl).catch(() => null) : null;
  if (!fresh?.ok) {
    if (was) button.setAttribute("aria-pressed", was);
    return foyer.say(foyer.words.failed);
  }
  const word = button.textContent.replace(/\d/g, "");
  const mark = button.dataset.bookmark !== undefined ? "[data-bookmark]" : "[data-react]";
  foot.outerHTML = await fresh.text();
  const again = document.getElementById(foot.id);
  window.htmx?.process(again);
  const same = foyer.all(".react", again).find((chip) => chip.textContent.replace(/\d/g, "") === word);
  (same ?? again.querySelector(mark))?.focus();
};
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-react]"), button = event.target.closest?.("[data-act]");
  if (!(picks && link) && !button) return;
  event.preventDefault();
  return button ? act(button) : offer(link);
});
