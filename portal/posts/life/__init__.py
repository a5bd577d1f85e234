"""What becomes of a post after it is written: its history, other places, a thread of its own, who is pointed to it."""
