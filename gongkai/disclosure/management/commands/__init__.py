"""Commands of proactive disclosure."""
