"""Files that people upload and that officers hand out: looked into, scanned, sealed, cleaned, handed out."""
