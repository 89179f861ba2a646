"""Proofing: packs, personal data, the engine, the command."""
