"""From files to documents: every reader makes raw blocks, one place makes canonical text of them.

Reading is a function of the bytes (and the name): no network, no clock, and nothing in a file is ever run.
"""

from assistant.reading.dispatch import read_source

__all__ = ["read_source"]
