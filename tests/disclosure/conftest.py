"""The desk, staff and checks of the editorial tests."""

from tests.editorial.conftest import checks, staff, world

__all__ = ["checks", "staff", "world"]
