"""Changing many accounts at once: foreseen, done in one transaction, undone."""
