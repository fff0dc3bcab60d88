"""The paper's two experiments at the scale of one small machine: ``python -m benchmarks.paper``."""
