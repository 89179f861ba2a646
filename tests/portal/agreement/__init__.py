"""Links, lists, search, feeds, kept answers, the mirror and the figures of the year agree, whatever is done and whoever
dies in between. `story` does it, `told` knows what comes of it, `looks` reads the site as strangers do and compares."""
