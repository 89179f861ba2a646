"""Letters, opinions, errors on the site, surveys."""
