"""政府公报: issues compiled from the library, set, reviewed, handed out and counted."""
