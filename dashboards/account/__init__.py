"""The account page: why its score, what it did, what was promised, what was said; and its company."""
