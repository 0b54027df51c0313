"""`make evals`: every quality figure that can be made offline from what comes with the program."""

from __future__ import annotations

import sys

from evals import exemplar


def main() -> int:
    """Print each table under its name."""
    print("## The exemplar instrument, leaving one document out\n")
    return exemplar.main([])


if __name__ == "__main__":
    sys.exit(main())
