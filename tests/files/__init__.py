"""Files: what is taken in, kept, cleaned and handed out."""
