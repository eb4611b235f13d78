"""Taking an upload back: what a load keeps for it, what stands against it, and putting back what was."""
