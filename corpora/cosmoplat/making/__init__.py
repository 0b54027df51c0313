"""Makes the corpus out of its authoring files; every output is a function of those files alone."""
