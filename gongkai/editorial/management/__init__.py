"""Commands of editorial."""
