"""The pages on which two accounts are merged, and what a merge means for files and findings."""
