"""What every test stands on: nothing yet but the settings."""
