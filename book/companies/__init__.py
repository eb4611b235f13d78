"""The list by company."""
