"""Owns the systems that an evaluation compares, each a plug-in that scores pairs, searches collections, or both."""

from twostage_core.evaluation.systems.catalogue import GRAMMAR, KINDS, Catalogue, embedding
from twostage_core.evaluation.systems.protocol import Scorer, Searcher, System

__all__ = ["GRAMMAR", "KINDS", "Catalogue", "Scorer", "Searcher", "System", "embedding"]
