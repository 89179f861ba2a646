"""Searching what is public: what is written with each publication, each node's copy of the index, the search page."""
