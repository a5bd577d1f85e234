"""Who knows about a topic: by their own word, with what speaks for it; and which topics have nobody."""
