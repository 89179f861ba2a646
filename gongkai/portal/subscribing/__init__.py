"""What is new, by e-mail, to who asked for it and confirmed it; without an account."""
