"""Public screens: each makes one call and shows the result."""
