"""报送与采用: what one agency offers another, and the reprints that come of it."""
