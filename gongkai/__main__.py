"""``python -m gongkai`` is the ``gongkai`` command."""

import sys

from gongkai.cli import main

if __name__ == "__main__":
    sys.exit(main())
