"""What the office's templates ask of pages."""
