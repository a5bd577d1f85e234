"""Running Foyer: starting its processes, backups, checking a set-up. Knows every slice; no slice knows it."""
