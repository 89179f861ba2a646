"""verify_releases."""
