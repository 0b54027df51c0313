"""Addresses: those of this machine that nobody outside can reach, and those of pages that a stranger may open."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
SIGN_IN = "/sign-in"
PASSWORD = "/password"  # noqa: S105 - an address
SIGN_OUT = "/sign-out"
UNGUARDED = frozenset({SIGN_IN, PASSWORD})
"""What a stranger may open: these pages check for themselves who may do what."""
