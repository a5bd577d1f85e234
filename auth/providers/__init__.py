"""Each provider turns a proof into an account."""
