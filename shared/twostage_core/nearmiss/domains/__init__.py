"""Domains: the vocabulary of one field of life each; two are for testing alone."""

from __future__ import annotations

from ..domain import Domain
from . import (
    bank,
    council,
    farm,
    harbour,
    hospital,
    hotel,
    insurance,
    laboratory,
    league,
    library,
    museum,
    railway,
    school,
    theatre,
    vineyard,
)

_ALL: tuple[Domain, ...] = (
    museum.DOMAIN,
    harbour.DOMAIN,
    hospital.DOMAIN,
    school.DOMAIN,
    farm.DOMAIN,
    theatre.DOMAIN,
    league.DOMAIN,
    council.DOMAIN,
    laboratory.DOMAIN,
    library.DOMAIN,
    bank.DOMAIN,
    hotel.DOMAIN,
    insurance.DOMAIN,
    railway.DOMAIN,
    vineyard.DOMAIN,
)


def domains(split: str) -> tuple[Domain, ...]:
    """The domains of a split."""
    return tuple(d for d in _ALL if d.split == split)
