"""What the list can be filtered by, sorted by and show: every field, its kind, its values."""
