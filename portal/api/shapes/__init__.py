"""What the API gives: one frozen model a thing, and the functions that build it from what the slices' queries give."""
