"""Benchmarks: what reading, finding and answering cost, each beside its floor in the same run."""

from eval.bench.measurement import Measurement, Target

__all__ = ["Measurement", "Target"]
