"""Rehearsing a load: what it would do, a sample of it, and whether it is held; nothing is written."""
