"""Retrieval: what a passage resembles, by meaning and by words. Indexes are caches: a study can always rebuild them."""
