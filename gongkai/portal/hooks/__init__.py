"""Telling other systems what happens in an agency's cases, without naming anybody."""
