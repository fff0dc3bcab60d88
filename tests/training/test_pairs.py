"""A user's own pairs and corpus: every fault is named before anything loads, and no side sees the other's queries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from twostage_core import InputError
from twostage_core.training.corpus import beside, read_corpus, without_answers
from twostage_core.training.pairs import FEWEST, OwnPair, as_groups, hold_out, read_pairs

ENOUGH = [
    {"query": f"Who tends hive {i}?", "text": text, "label": label}
    for i in range(FEWEST)
    for text, label in ((f"Ilse tends hive {i}.", 1), (f"Jan tends hive {i + 50}.", 0))
]


def write(path: Path, records: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def test_pairs_are_read_normalised_and_once(tmp_path: Path) -> None:
    again = [{"query": "Who tends hive 0?", "text": "Ilse  tends hive 0.".replace("  ", " ​"), "label": 1}]
    pairs = read_pairs(write(tmp_path / "mine.jsonl", [*ENOUGH, *again]))
    assert len(pairs) == 2 * FEWEST
    assert pairs[0] == OwnPair("support", "Who tends hive 0?", "Ilse tends hive 0.", 1, pairs[0].kind)


def test_a_and_b_mean_identity_either_way_round(tmp_path: Path) -> None:
    records = [{"a": r["query"], "b": r["text"], "label": r["label"]} for r in ENOUGH]
    turned = [{"a": r["b"], "b": r["a"], "label": r["label"]} for r in records]
    pairs = read_pairs(write(tmp_path / "mine.jsonl", [*records, *turned]))
    assert len(pairs) == 2 * FEWEST
    assert {p.relation for p in pairs} == {"identity"}


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ('{"query": "q", "text": "t"', "line 2: expected a JSON object"),
        ("[1]", "line 2: expected a JSON object, but got list"),
        ('{"query": "q", "label": 1}', r"line 2: expected \"query\", \"text\" and \"label\""),
        ('{"query": "q", "text": "t", "label": "yes"}', r"line 2: \"label\" must be 1 for a match or 0, but got 'yes'"),
        ('{"query": "q", "text": "t"}', r"line 2: \"label\" must be 1 for a match or 0, but got None"),
        ('{"query": "q", "text": 3, "label": 1}', r"line 2: \"text\" must be a string, but got int"),
        ('{"query": " \\u200b", "text": "t", "label": 1}', r"line 2: \"query\" must not be blank"),
        ('{"query": "q", "text": "t", "label": 1, "relation": "same"}', "line 2: relation must be one of"),
        (json.dumps(ENOUGH[0] | {"label": 0}), "line 2: label 0 contradicts line 1"),
    ],
)
def test_a_faulty_line_is_named(line: str, named: str, tmp_path: Path) -> None:
    path = write(tmp_path / "mine.jsonl", ENOUGH)
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([first, line, *rest]) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=named):
        read_pairs(path)


def test_many_faults_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("{}\n" * 9, encoding="utf-8")
    with pytest.raises(InputError, match=r"line 1: [\s\S]*line 5: [\s\S]*and 4 more") as raised:
        read_pairs(path)
    assert "line 6" not in str(raised.value)


def test_too_few_pairs_are_counted(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=f"{FEWEST - 1} matches and {FEWEST} others for 'support'"):
        read_pairs(write(tmp_path / "mine.jsonl", ENOUGH[1:]))
    with pytest.raises(InputError, match="no pairs"):
        read_pairs(write(tmp_path / "mine.jsonl", []))
    with pytest.raises(InputError, match="there is none"):
        read_pairs(tmp_path / "nowhere.jsonl")


def test_a_query_stands_on_one_side(tmp_path: Path) -> None:
    pairs = read_pairs(write(tmp_path / "mine.jsonl", ENOUGH))
    training, held = hold_out(pairs, 3)
    assert not {p.query for p in training} & {p.query for p in held}
    assert len(held) == len(pairs) / 4
    assert (training, held) == hold_out(pairs, 3)
    assert held != hold_out(pairs, 4)[1]


def test_what_matches_connect_stands_on_one_side() -> None:
    def wording(meaning: int, form: int) -> str:
        return f"Wording {form} of meaning {meaning}."

    pairs = []
    for meaning in range(40):
        for form in range(4):
            one, other = wording(meaning, form), wording(meaning, (form + 1) % 4)
            pairs += [OwnPair("identity", one, other, 1), OwnPair("identity", f"Not {meaning}.", one, 0)]
    training, held = hold_out(pairs, 3)
    assert sorted(map(repr, training + held)) == sorted(map(repr, pairs))
    assert len(held) == len(pairs) / 4
    sides = [{text for p in side if p.label for text in (p.query, p.text)} for side in (training, held)]
    assert not sides[0] & sides[1]


def test_a_query_that_nothing_matches_stands_on_one_side_with_one_of_its_texts() -> None:
    pairs = [OwnPair("support", f"Who tends hive {i}?", f"Ilse tends hive {i}.", 1) for i in range(40)]
    for i in range(40):
        told = [f"Ilse tends hive {(i + j) % 40}." for j in range(3)]
        pairs += [OwnPair("support", f"Who sells hive {i}?", text, 0) for text in told]
    training, held = hold_out(pairs, 3)
    assert not {p.query for p in training} & {p.query for p in held}
    kept = {p.query for p in held if p.label}
    assert all(p.query.replace("sells", "tends") in kept for p in held if not p.label)


def test_a_family_of_half_the_pairs_is_trained_on() -> None:
    large = [OwnPair("support", f"Question {i}?", "The one passage.", 1) for i in range(60)]
    small = [OwnPair("support", f"Small {i}?", f"text {i} {j}", j) for i in range(20) for j in (0, 1)]
    for seed in range(8):
        training, held = hold_out([*large, *small], seed)
        assert set(large) <= set(training)
        assert {p.label for p in held} == {0, 1}


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_bytes(json.dumps({"query": "Où?", "text": "t", "label": 1}, ensure_ascii=False).encode("cp1252"))
    with pytest.raises(InputError, match="expected UTF-8"):
        read_pairs(path)


def test_too_few_queries_to_hold_some_out_are_named() -> None:
    one = [OwnPair("support", "Who?", f"text {i}", i % 2) for i in range(60)]
    with pytest.raises(InputError, match="label pairs of more queries"):
        hold_out(one, 0)


def test_groups_mix_matches_and_others_and_lose_none() -> None:
    pairs = [OwnPair("support", "Who?", f"text {i}", int(i < 4)) for i in range(14)]
    groups = as_groups(pairs)
    assert all(len(g.texts) <= 6 and {0.0, 1.0} == set(g.labels) for g in groups)
    assert sorted(t for g in groups for t in g.texts) == sorted(p.text for p in pairs)


def test_what_matches_connect_is_one_family() -> None:
    pairs = [
        OwnPair("support", "Who rows?", "Ada rows.", 1),
        OwnPair("support", "Is there a rower?", "Ada rows.", 1),
        OwnPair("support", "Who steers?", "Ada rows.", 0),
    ]
    rows, rower, steers = as_groups(pairs)
    assert rows.family == rower.family != steers.family


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "below").mkdir(parents=True)
    (folder / "a.md").write_text(
        "# Hives\n\nIlse tends the four hives by the mill pond on weekdays.\n\n" + "The bees need calm and sun. " * 40,
        encoding="utf-8",
    )
    (folder / "below" / "b.txt").write_text("Honey is sold at the market\nhall in May and June.\n", encoding="utf-8")
    write(folder / "c.jsonl", [{"text": "Wax is melted in the old wash house every autumn."}])
    (folder / "d.pdf").write_text("Nothing is read from here, whatever it says.", encoding="utf-8")
    return folder


def test_a_corpus_is_cut_into_passages_of_one_window(docs: Path) -> None:
    passages = read_corpus(docs, 0)
    assert "Ilse tends the four hives by the mill pond on weekdays." in passages
    assert "Honey is sold at the market hall in May and June." in passages
    assert "Wax is melted in the old wash house every autumn." in passages
    assert not [p for p in passages if "Nothing is read" in p or "#" in p]
    assert max(map(len, passages)) <= 480
    assert len(passages) == len(set(passages))


def test_a_corpus_without_passages_is_named(tmp_path: Path, docs: Path) -> None:
    with pytest.raises(InputError, match="there is none"):
        read_corpus(tmp_path / "nowhere", 0)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="found none"):
        read_corpus(tmp_path / "empty", 0)
    write(docs / "e.jsonl", [{"body": "x"}])
    with pytest.raises(InputError, match='object 1: expected "text"'):
        read_corpus(docs, 0)
    (docs / "e.jsonl").write_bytes(b"")
    (docs / "f.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_corpus(docs, 0)


def test_what_answers_some_query_is_left_out_however_it_was_cut(docs: Path) -> None:
    passages = read_corpus(docs, 0)
    answers = ["Honey is sold at the market\nhall in May  and June. It is dear.", "Ilse tends the four hives"]
    left = without_answers(passages, answers)
    assert len(left) == len(passages) - 2
    assert not [p for p in left if p.startswith(("Honey", "Ilse"))]


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_what_recall_brings_is_no_labelled_text_and_not_the_very_nearest() -> None:
    from twostage_core.training.recall import recall_model

    passages = [f"Hive {i} is tended by {who}." for i in range(4) for who in ("Ilse", "Jan", "Mara")]
    passages.append("The council met on Tuesday to vote on the harbour wall.")
    asked = "Who tends hive 2?"
    found = beside([asked], passages, recall_model(), {asked: {asked, "Hive 2 is tended by Ilse."}})[asked]
    assert "Hive 2 is tended by Ilse." not in found
    # Two more answers, unlabelled, are the nearest of all.
    assert not {"Hive 2 is tended by Jan.", "Hive 2 is tended by Mara."} <= set(found)
    assert 0 < len(found) <= 10
