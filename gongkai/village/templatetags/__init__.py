"""Template tags of the village part."""
