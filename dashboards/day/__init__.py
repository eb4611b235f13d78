"""My day and the morning meeting: what asks for something, for each role."""
