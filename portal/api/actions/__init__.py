"""Every write of the slice: tokens, integrations, kept answers, webhooks."""
