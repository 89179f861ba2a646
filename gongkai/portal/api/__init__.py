"""The API for other programs under /api/v1/: the province's platform files and follows requests through it."""
