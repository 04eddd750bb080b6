"""``python -m journeykit.cli``: the command line of one particular Python."""

import sys

from journeykit.cli import main

sys.exit(main())
