"""A file on its way in: its rows judged against what is stored, and written in one transaction."""
