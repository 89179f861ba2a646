"""The site looked at as inspectors look at it (检查指标自查), and what it publishes of itself each year."""
