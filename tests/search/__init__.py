"""The portal's search, below Django."""
