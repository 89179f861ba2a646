"""The organisation tree, people and their posts; who may do what."""
