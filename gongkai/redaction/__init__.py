"""Taking things out of files for good: what must not be disclosed, and what nobody should see in the rest."""
