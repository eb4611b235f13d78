"""What a person decides about an upload that was checked."""
