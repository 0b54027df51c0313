"""Tricoder: code sources against a codebook, triangulate them, audit how far coders agree."""
