"""``python -m journeykit.cli``: the command line of one particular Python."""

import sys

from journeykit.cli import main

if __name__ == "__main__":
    sys.exit(main())
