"""Pages of sites: what a page says and where it leads, opening one as a stranger would, walking through many."""
