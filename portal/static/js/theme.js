// Runs before first paint: on a page without a choice of the account, the choice kept in this browser counts.
try {
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  if (!root.dataset.theme && kept && kept !== "system") root.dataset.theme = kept;
} catch {
  // a browser without storage shows the system's theme
}
