"""Domains: the vocabulary of one field of life each; two are for development and three for testing alone."""

from __future__ import annotations

from ..domain import Domain
from . import (
    bakery,
    bank,
    council,
    farm,
    fire_brigade,
    harbour,
    hospital,
    hotel,
    insurance,
    laboratory,
    league,
    library,
    museum,
    observatory,
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
    fire_brigade.DOMAIN,
    observatory.DOMAIN,
    bakery.DOMAIN,
)


def domains(split: str) -> tuple[Domain, ...]:
    """The domains of a split."""
    return tuple(d for d in _ALL if d.split == split)
