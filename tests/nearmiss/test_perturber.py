from __future__ import annotations

import random

import pytest

from twostage_core.nearmiss.perturber import names_of, perturb, preserve


def outcomes(text: str, **options: object) -> dict[str, str]:
    """Every near-miss the perturber makes of a text, by its wording."""
    made = (perturb(text, random.Random(seed), **options) for seed in range(40))  # type: ignore[arg-type]
    return {p.text: p.category for p in made if p is not None}


@pytest.mark.parametrize(
    ("text", "changed", "category"),
    [
        ("The bridge is closed after dusk.", "The bridge is closed before dusk.", "temporal"),
        ("The bridge is closed after dusk.", "The bridge is not closed after dusk.", "negation"),
        ("All lamps burn.", "Some lamps burn.", "quantifier"),
        ("Every ferry to the northern pier leaves.", "Every ferry to the southern pier leaves.", "spatial"),
        ("They may not swim here if it rains.", "They may swim here if it rains.", "negation"),
        ("They may not swim here if it rains.", "They may not swim here unless it rains.", "condition"),
    ],
)
def test_an_edit_is_made_and_named(text: str, changed: str, category: str) -> None:
    assert outcomes(text)[changed] == category


def test_numbers_and_dates_change_and_keep_their_form() -> None:
    assert set(outcomes("It holds 1,250 litres.").values()) == {"quantity"}
    assert all(len(t) == len("It holds 1,250 litres.") for t in outcomes("It holds 1,250 litres."))
    assert set(outcomes("They met on Monday.").values()) == {"temporal"}


def test_two_names_are_swapped_unless_they_stand_in_one_list() -> None:
    assert outcomes("Yesterday Orla Quist paid Hamid Rao.")["Yesterday Hamid Rao paid Orla Quist."] == "role_swap"
    assert "role_swap" not in outcomes("Yesterday we met Orla Quist and Hamid Rao.").values()
    assert "role_swap" not in outcomes("Yesterday we met Orla Quist (Hamid Rao).").values()


def test_the_polarity_of_a_question_is_left_alone() -> None:
    assert "negation" not in outcomes("Is the bridge open?", question=True).values()


def test_unsure_it_refuses() -> None:
    assert perturb("Hm.", random.Random(1)) is None
    assert "negation" not in outcomes("She was late because he was ill.").values()
    assert "quantity" not in outcomes("The A4-sheet of model X-300 lies here.").values()


def test_names_come_from_the_pool_and_fit_in_length() -> None:
    pool = names_of(["Who met Orla Quist?", "Who met Hamid Rao in Brno?"])
    assert pool == ["Brno", "Hamid Rao", "Orla Quist"]
    assert set(outcomes("Who paid Selma Brandt?", names=pool)) == {"Who paid Orla Quist?", "Who paid Hamid Rao?"}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("It is not here.", "It isn't here."),
        ("There are three boats.", "There are 3 boats."),
        ("A tenth is 10%.", "A tenth is 10 percent."),
        ("We met Orla Quist and Hamid Rao.", "We met Hamid Rao and Orla Quist."),
    ],
)
def test_what_is_preserved_says_the_same(text: str, kept: str) -> None:
    made = {p.text for seed in range(60) if (p := preserve(text, random.Random(seed))) is not None}
    assert kept in made
    assert all(p is None or p.category == "same" for p in (preserve(text, random.Random(s)) for s in range(9)))


def test_the_end_of_a_longer_list_is_not_taken_for_a_pair() -> None:
    text = "We met Ada Brook, Orla Quist and Hamid Rao."
    made = {p.text for seed in range(60) if (p := preserve(text, random.Random(seed))) is not None}
    assert not {t for t in made if "Rao and" in t}


def test_the_same_seed_gives_the_same_edit() -> None:
    text = "All of the five northern lamps burn before dusk on Monday."
    assert perturb(text, random.Random(7)) == perturb(text, random.Random(7))


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("In 1921, the ferry was sold to Oban.", "The ferry was sold to Oban in 1921."),
        ("The ferry was sold in June 1921.", "In June 1921, the ferry was sold."),
        ("Ilse sold the ferry by 1921.", "By 1921, Ilse sold the ferry."),
    ],
)
def test_a_date_moves_between_the_ends_of_a_simple_sentence(text: str, moved: str) -> None:
    assert moved in {p.text for seed in range(60) if (p := preserve(text, random.Random(seed))) is not None}


@pytest.mark.parametrize(
    "text",
    ["The ferry that was built in 1921.", "Ilse rowed and Ada steered in 1921.", "It sailed from 1914 until 1921."],
)
def test_a_date_that_may_belong_to_one_clause_of_several_stays(text: str) -> None:
    moved = [p.text for seed in range(60) if (p := preserve(text, random.Random(seed))) is not None]
    assert not [t for t in moved if t.lower().startswith(("in 19", "until 19"))]


def test_the_day_of_a_date_is_not_spelt_out() -> None:
    kept = [p.text for seed in range(60) if (p := preserve("They met on June 7.", random.Random(seed))) is not None]
    assert kept
    assert not [t for t in kept if "seven" in t]
