"""Abuse cases: what somebody would try who means harm, as tests (docs/security/asvs.md)."""
