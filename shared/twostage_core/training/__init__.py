"""Trains a verifier end to end: data mix, objective, trainer, export."""
