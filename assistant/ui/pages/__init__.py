"""One module per page, each with ``build(bench)``."""
