"""Faults put into a running platform: kills, restarts, doubled messages, poison."""
