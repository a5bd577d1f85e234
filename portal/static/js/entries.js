// One key presses a button of the entry in focus; only outside fields, and not where keys are switched off.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || foyer.store.get("keys") === "off") return;
  if (event.target.matches?.("input,textarea,select,[contenteditable]")) return;
  const all = foyer.all("[data-post]");
  const one = document.activeElement?.closest("[data-post]") ?? (all.length === 1 ? all[0] : null);
  one?.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
});
