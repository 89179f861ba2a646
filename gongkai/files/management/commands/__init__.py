"""sweep_files."""
