"""The public site and public API: the only door for citizens."""
