"""How cases are written on screens."""
