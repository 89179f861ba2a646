"""Makes a district with a key of the API in a migrated database, and prints the form's address and the key."""

from __future__ import annotations

import json

import django


def main() -> None:
    """Make the district and its key."""
    django.setup()
    from tests.factories import make_district
    from tests.portal.api.calling import program

    world = make_district()
    print(json.dumps({"place": f"/apply/{world.office.code}/", "key": program(world).text}))


if __name__ == "__main__":
    main()
