"""A thread as a whole: what holds for it, how far one has read, how much one hears of it, how its comments changed."""
