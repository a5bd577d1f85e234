// A filter that answers while one types: the address follows, so that one can come back to it and pass it on.
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-filter]");
  if (!form) return;
  const chosen = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  history.replaceState(history.state, "", chosen.size ? `${form.action}?${chosen}` : form.action);
});
