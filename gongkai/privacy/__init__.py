"""Personal data: sealed with a key per person, found through blind indexes, erased by destroying the key."""
