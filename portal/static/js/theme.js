// Runs before first paint: where no account says how it should look, the choice kept in this browser counts.
try {
  const root = document.documentElement;
  const kept = localStorage.getItem("theme");
  if (!root.dataset.theme && kept) root.dataset.theme = kept;
} catch {
  // a browser without storage shows the system's theme
}
