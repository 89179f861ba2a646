"""What the templates of the office ask of the oversight."""
