// Passkeys are asked for only where a page has a use for them.
if (document.querySelector("form[data-passkey]")) foyer.later("passkeys").catch(() => {});
