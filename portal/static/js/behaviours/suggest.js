// Suggestions under the search field: an ARIA combobox over a fragment of options.
const field = document.querySelector("[data-suggest]"), list = document.getElementById("q-list");
if (field && list) {
  let pause = 0, at = -1;
  const options = () => foyer.all("[role=option]", list);
  const open = (is) => {
    list.hidden = !is;
    field.setAttribute("aria-expanded", String(is));
    if (!is) { at = -1; field.removeAttribute("aria-activedescendant"); }
  };
  const choose = (to) => {
    const all = options();
    if (!all.length) return;
    at = (to + all.length) % all.length;
    all.forEach((option, n) => option.setAttribute("aria-selected", String(n === at)));
    field.setAttribute("aria-activedescendant", all[at].id);
  };
  const ask = async () => {
    const words = field.value.trim();
    if (words.length < 2) return open(false);
    const answer = await foyer.send(`${field.dataset.suggest}?q=${encodeURIComponent(words)}`).catch(() => null);
    if (!answer?.ok || field.value.trim() !== words) return;
    list.innerHTML = await answer.text();
    open(options().length > 0);
  };
  field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(ask, 200); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") return open(false);
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); choose(at + (event.key === "ArrowDown" ? 1 : -1)); }
    const link = options()[at]?.closest("a") ?? options()[at]?.querySelector("a");
    if (event.key === "Enter" && link) { event.preventDefault(); location.href = link.href; }
  });
  field.addEventListener("blur", () => setTimeout(() => open(false), 200));
}
