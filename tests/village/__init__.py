"""Tests of what villages post."""
