"""Edits: one file for a few categories each; every drawing is a meaning and its minimally edited twin."""

from __future__ import annotations

from collections.abc import Callable

from ..scene import Scene
from . import binding, condition, facts, order, roles, rules, worth
from .drawing import Drawing

Drawer = Callable[[Scene], Drawing]
DRAWERS: dict[str, Drawer] = {
    "negation": facts.negation,
    "role_swap": roles.role_swap,
    "binding": binding.binding,
    "spatial": order.spatial,
    "temporal": order.temporal,
    "quantity": worth.quantity,
    "comparison": order.comparison,
    "entity": facts.entity,
    "modality": rules.modality,
    "quantifier": rules.quantifier,
    "condition": condition.condition,
    "attribution": roles.attribution,
    "causation": order.causation,
    "direction": roles.direction,
    "state_change": facts.state_change,
}
