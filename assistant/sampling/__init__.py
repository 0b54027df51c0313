"""Samples drawn by lot: seeded, stratified, every unit with a known probability of being drawn."""

from assistant.sampling.stratified import Drawn, Sample, Stratum, Unit, draw_number, draw_sample

__all__ = ["Drawn", "Sample", "Stratum", "Unit", "draw_number", "draw_sample"]
