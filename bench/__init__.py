"""How fast gongkai is. ``python -m bench`` runs everything; each figure is a median and names its machine."""
