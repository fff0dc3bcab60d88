"""`Scene`: one domain and one random source, drawing people, things, adjuncts and basic facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from . import lexicon, names, values
from .domain import Action, Domain, phrase, thing
from .meaning import NP, Adjunct, Event, Pred


@dataclass(slots=True)
class Scene:
    """Draws from one domain; never draws the same entity twice."""

    domain: Domain
    rng: Random
    used: list[frozenset[str]]

    def __init__(self, domain: Domain, rng: Random) -> None:
        self.domain = domain
        self.rng = rng
        self.used = []

    def _fresh(self, draw: Callable[[], NP]) -> NP:
        """Draws what cannot be taken for anything drawn before ("Dario" and "Dario Mensah", two masks)."""
        for _ in range(60):
            found = draw()
            names_ = _names_in(found)
            if not any(names_ <= seen or seen <= names_ for seen in self.used):
                break
        self.used.append(names_)
        return found

    def person(self) -> NP:
        """A named person."""
        return self._fresh(lambda: names.person(self.rng, self.domain.split))

    def role(self) -> NP:
        """A person by function."""
        return self._fresh(lambda: NP(phrase(self.rng.choice(self.domain.roles)), "person"))

    def organisation(self) -> NP:
        """An organisation."""
        return self._fresh(lambda: names.organisation(self.rng, self.domain.split, self.domain.orgs))

    def actor(self, *, like: NP | None = None) -> NP:
        """Somebody who can act: a name, a function or an organisation, or of the same sort as `like`."""
        if like is not None:
            if like.sort == "org":
                return self.organisation()
            return self.role() if like.text.startswith("the ") else self.person()
        draw = self.rng.random()
        return self.person() if draw < 0.6 else self.role() if draw < 0.8 else self.organisation()

    def human(self) -> NP:
        """A person, named or by function."""
        return self.person() if self.rng.random() < 0.7 else self.role()

    def thing(self, *, decorated: float = 0.4) -> NP:
        """A movable thing, with an adjective now and then."""
        found = self._fresh(lambda: thing(self.rng.choice(self.domain.things)))
        if self.rng.random() < decorated:
            noun = found.text.removeprefix("the ") + ("+" if found.plural else "")
            return thing(noun, self.rng.choice(self.domain.adjectives))
        return found

    def object_of(self, action: Action) -> NP:
        """One of the things an action is done to."""
        return self._fresh(lambda: thing(self.rng.choice(action.objects)))

    def place(self, other_than: str = "") -> Adjunct:
        """Where something happens."""
        while True:
            words = self.rng.choice(self.domain.places)
            if words != other_than:
                return Adjunct("place", words, (words,))

    def group(self) -> NP:
        """A group of persons; `forms[0]` is its singular."""

        def draw() -> NP:
            one, many = self.rng.choice(self.domain.groups).split("|")
            return NP(many, "group", plural=True, forms=(one,))

        return self._fresh(draw)

    def settings(self, *, time: float = 0.4, place: float = 0.3) -> tuple[Adjunct, ...]:
        """Time and place, each with a probability."""
        found = []
        if self.rng.random() < time:
            found.append(values.draw_time(self.rng))
        if self.rng.random() < place:
            found.append(self.place())
        self.rng.shuffle(found)
        return tuple(found)

    def act(self, *, settings: bool = True) -> Event:
        """Somebody did something to a thing."""
        action = self.rng.choice(self.domain.actions)
        return Event(
            action.pred,
            self.actor(),
            self.object_of(action),
            adjuncts=self.settings() if settings else (),
            tense=self.rng.choice(("past", "past", "past", "future")),
        )

    def duty(self, modality: str, agent: NP | None = None) -> Event:
        """Somebody must, may, must not or need not do something."""
        action = self.rng.choice(self.domain.duties)
        if agent is None:
            agent = self.actor() if self.rng.random() < 0.6 else self.everyone()
        return Event(action.pred, agent, self.object_of(action), tense="present", modality=modality)

    def everyone(self) -> NP:
        """A group as the subject of a rule ("the couriers")."""
        return self._fresh(lambda: NP(f"the {self.rng.choice(self.domain.groups).split('|')[1]}", "group", plural=True))

    def transfer(self) -> Event:
        """Something passes from one to another."""
        pred = self.rng.choice(lexicon.TRANSFERS)
        return Event(
            pred,
            self.actor(),
            self.thing(),
            self.actor(),
            adjuncts=self.settings() if pred.sense != "bequeath" else (),
            tense=self.rng.choice(("past", "past", "past", "future")),
        )

    def payment(self) -> Event:
        """An amount passes from one to another."""
        pred = Pred("pay", ("pay",), "to", ("receive", "get"), "from", dative=True)
        modality = self.rng.choice(("", "must"))
        return Event(
            pred,
            self.actor(),
            values.draw_money(self.rng),
            self.actor(),
            adjuncts=(values.draw_deadline(self.rng),) if modality else self.settings(place=0.0),
            modality=modality,
            tense="present" if modality else "past",
        )

    def relation(self) -> Event:
        """Something between two persons that is not symmetric."""
        pool = self.domain.social if self.rng.random() < 0.5 else lexicon.SOCIAL
        pred = self.rng.choice(pool)
        lasting = pred.verbs[0].startswith(("be ", "sit ", "live ")) or pred.sense in lexicon.LASTING
        agent = self.human()
        return Event(
            pred,
            agent,
            self.human(),
            adjuncts=() if lasting else self.settings(),
            tense=self.rng.choice(("past", "present")) if lasting else "past",
        )

    def fact(self) -> Event:
        """Any basic fact."""
        draw = self.rng.random()
        if draw < 0.45:
            return self.act()
        if draw < 0.65:
            return self.transfer()
        if draw < 0.75:
            return self.payment()
        return self.relation()

    def fee(self) -> Event:
        """What something costs."""
        noun = self.rng.choice(self.domain.fees)
        subject = NP(f"the {noun} for {self.thing().text}", "thing")
        return Event(lexicon.AMOUNT, subject, values.draw_money(self.rng), tense=self.rng.choice(("present", "past")))

    def dated(self) -> Event:
        """On which date something falls."""
        words = values.draw_date(self.rng)
        subject = NP(f"the {self.rng.choice(self.domain.dates)}", "event")
        return Event(lexicon.DATE, subject, NP(words[0], "date", forms=words), tense="present")

    def vary(self, event: Event, **changes: object) -> Event:
        """The event with some roles changed."""
        return replace(event, **changes)  # type: ignore[arg-type]


_TITLES = frozenset(("Dr", "Ms", "Mr", "Professor", "Mrs"))


def _names_in(phrase_: NP) -> frozenset[str]:
    """What identifies an entity: the parts of a name without title, the noun of a thing without adjective."""
    if phrase_.sort == "person" and not phrase_.text.startswith("the "):
        return frozenset(w for w in phrase_.text.split() if w not in _TITLES)
    return frozenset((phrase_.text,))
