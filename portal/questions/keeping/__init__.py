"""Keeping answers alive: which of them need a look, and saying in one key that they hold or that they are obsolete."""
