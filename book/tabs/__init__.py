"""Views of the list, shipped and saved, as the tabs above it."""
