"""Tests of what agencies disclose of their own accord."""
