"""The self-check of the site."""
