"""The law, pure: no database, no clock, no network. Every result can explain itself."""
