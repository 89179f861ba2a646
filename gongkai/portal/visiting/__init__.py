"""How often the public pages are read: counted here, without cookies, and nobody is followed."""
