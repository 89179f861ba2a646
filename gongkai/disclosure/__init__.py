"""主动公开: the sections of the public site and what stands in them."""
