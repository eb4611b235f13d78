"""Data quality: what looks wrong in what was brought in, and who sees to it."""
