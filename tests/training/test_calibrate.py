"""The way from labelled pairs to a calibrated checkpoint, with the real one that ships."""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score
from typer.testing import CliRunner

import twostage_core as ts
from twostage_core.calibration import CANDIDATE, MATCH, NEAR_MISS, Calibration
from twostage_core.checkpoint import BUNDLED
from twostage_core.cli import app
from twostage_core.training.calibrate import calibrate, cosine_weight, labelled, on_own_pairs
from twostage_core.training.card import figures
from twostage_core.training.development import LabelledPair, grouped, identity_pairs, support_pairs
from twostage_core.training.heldout import halves
from twostage_core.training.natural import letters, question_passages, sentences_of
from twostage_core.training.pairs import OwnPair
from twostage_core.training.scoring import scores

PEOPLE = ("gardener", "glazier", "beekeeper", "miller", "ferryman", "baker", "cooper", "shepherd", "porter", "smith")
THINGS = tuple(
    f"{colour} {thing}"
    for colour in ("green", "old", "northern", "small", "wooden", "stone", "painted", "narrow")
    for thing in ("gate", "barn", "bridge", "fence", "well", "oven", "boat", "ladder", "roof", "bench", "mill", "shed")
)


def own_pairs(n: int, seed: int = 0) -> list[dict[str, object]]:
    """A question, the sentence that answers it, one about another thing, and (marked) one that recall might bring."""
    rng = random.Random(seed)
    asked = rng.sample([(thing, year) for thing in THINGS for year in range(1971, 1990)], n)
    records: list[dict[str, object]] = []
    for thing, year in asked:
        person = rng.choice(PEOPLE)
        question = f"Who repaired the {thing} in {year}?"
        other = rng.choice([t for t in THINGS if t != thing])
        records += [
            {"query": question, "text": f"In {year} the {thing} was repaired by the {person}.", "label": 1},
            {"query": question, "text": f"In {year} the {person} repaired the {other}.", "label": 0},
            {"query": question, "text": f"The {person} sang at noon.", "label": 0, "kind": "candidate"},
        ]
    return records


@pytest.fixture
def pairs_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in own_pairs(200)), encoding="utf-8")
    return path


def pair(query: str, text: str, label: int, source: str = "x", group: str = "") -> LabelledPair:
    return LabelledPair(query, text, label, source, MATCH if label else NEAR_MISS, group)


def test_pairs_that_matches_connect_are_one_group_and_take_their_negatives_along() -> None:
    pairs = grouped(
        [
            pair("How do I sow?", "Ways to sow?", 1),
            pair("Sowing, how?", "Ways to sow?", 1),
            pair("How do I sow?", "How do I mow?", 0),
            pair("How do I mow?", "Mowing, how?", 1),
            # A perturbed question against the passage of another.
            pair("Who rowed in May?", "Ada rowed in June.", 0),
            pair("Who rowed in June?", "Ada rowed in June.", 1),
            pair("It rains.", "It snows.", 0),
            pair("named", "named too", 1, group="given"),
        ]
    )
    groups = [p.group for p in pairs]
    assert groups[0] == groups[1] == groups[2] != groups[3]
    assert groups[4] == groups[5]
    assert groups[6] not in groups[:6]
    assert groups[7] == "given"


def test_halves_share_no_group_and_have_one_mixture() -> None:
    pairs = []
    for source, groups in (("a", 101), ("b", 41), ("c", 7)):
        for g in range(groups):
            pairs += [
                pair(f"{source} {g} {i}", f"text {source} {g}", int(i == 0), source, f"{source}{g}") for i in range(3)
            ]
    for seed in range(5):
        half = halves(pairs, random.Random(seed))
        sides = [{p.group for p, h in zip(pairs, half, strict=True) if h == side} for side in (True, False)]
        assert not sides[0] & sides[1]
        counts = [Counter(group[0] for group in side) for side in sides]
        assert all(abs(counts[0][source] - counts[1][source]) <= 1 for source in "abc")
        assert abs(len(sides[0]) - len(sides[1])) <= 1


def test_a_kind_that_is_promised_about_is_in_both_halves_alike() -> None:
    pairs = []
    for g in range(400):
        pairs += [pair(f"q{g}", f"t{g}", 1, "own", f"g{g}"), pair(f"q{g}", f"u{g}", 0, "own", f"g{g}")]
        if g < 40:
            pairs.append(LabelledPair(f"q{g}", f"v{g}", 0, "own", "date", f"g{g}"))
    for seed in range(5):
        half = halves(pairs, random.Random(seed), "date")
        assert sum(p.kind == "date" for p, h in zip(pairs, half, strict=True) if h) == 20
        assert half.sum() * 2 == len(pairs)


class Marked(ts.Verifier):
    """Gives each text the log-odds that stand in it, so that a test knows the truth."""

    name = "marked"

    def prepare(self, query: str, relation: str = "support", *, token_store: object = None) -> ts.Judge:
        def judge(texts: object) -> ts.Verification:
            logits = np.array([float(t) for t in texts], dtype=np.float32)  # type: ignore[attr-defined]
            found = (1 / (1 + np.exp(-logits))).astype(np.float32)
            return ts.Verification(found, found, [None] * len(found), [None] * len(found))

        return judge


def marked_pairs(n: int, seed: int) -> list[LabelledPair]:
    """Groups of two matches that are easy or hard together, beside near-misses and candidates."""
    rng = np.random.default_rng(seed)
    pairs = []
    for g in range(n):
        centre = rng.normal(2, 1.5)
        pairs += [LabelledPair(f"q{g} {i}", f"{centre + i / 5:.6f}", 1, "set", MATCH, f"g{g}") for i in range(2)]
        pairs.append(LabelledPair(f"q{g} 0", f"{rng.normal(0, 1.5):.6f}", 0, "set: edited", NEAR_MISS, f"g{g}"))
        pairs.append(LabelledPair(f"q{g} 1", f"{rng.normal(-3, 1.5):.6f}", 0, "set: recalled", CANDIDATE, f"g{g}"))
    return pairs


@pytest.mark.model
def test_on_average_over_halves_each_level_loses_what_it_promises() -> None:
    held: dict[str, list[float]] = {"lenient": [], "balanced": [], "strict": []}
    for seed in range(8):
        fitted, report = calibrate(Marked(), "support", marked_pairs(400, seed), prior=0.1, seed=seed)
        for level, found in held.items():
            found.append(report["held_out"][level]["true_matches_lost"]["share"])
        over_halves = report["held_out"]["balanced"]["lost_over_redrawn_halves"]
        assert over_halves["low"] < over_halves["mean"] < over_halves["high"]
        assert over_halves["mean"] == pytest.approx(0.05, abs=0.006)
        assert fitted.prior == 0.1
        assert report["reliability"]["ece"] < 0.03
    for level, promised in (("lenient", 0.01), ("balanced", 0.05), ("strict", 0.15)):
        assert np.mean(held[level]) == pytest.approx(promised, abs=0.015)


@pytest.mark.model
def test_a_report_tells_kinds_and_sources_apart() -> None:
    fitted, report = calibrate(
        Marked(), "support", marked_pairs(400, 1), prior=0.1, max_lost=0.2, max_false_accept=0.3, baseline=Marked()
    )
    balanced, promised = report["held_out"]["balanced"], report["held_out"]["promised"]
    assert balanced["false_accepts"][CANDIDATE]["share"] < balanced["false_accepts"][NEAR_MISS]["share"]
    for rate in (balanced["true_matches_lost"], *balanced["false_accepts"].values()):
        assert rate["low"] <= rate["share"] <= rate["high"]
    assert promised["threshold"] == fitted.thresholds["promised"]
    assert promised["true_matches_lost"]["share"] < 0.26
    assert promised["false_accepts"][NEAR_MISS]["share"] < 0.36
    assert set(report["matches"]) == {"set"}
    assert report["matches"]["set"]["balanced"] == balanced["true_matches_lost"]
    # Every match is there once, and beside the negatives of its group all the same.
    assert report["sources"]["set: edited"]["pairs"] == report["sources"]["set: recalled"]["pairs"] == 3 * 400
    assert report["sources"]["set: recalled"]["auc"] > report["sources"]["set: edited"]["auc"]
    assert report["sources"]["set: edited"]["auc"] == report["sources"]["set: edited"]["auc_maxsim_base"]
    assert json.dumps(report, allow_nan=False)


@pytest.mark.model
def test_too_few_pairs_are_refused_before_anything_is_scored() -> None:
    class Never(Marked):
        def prepare(self, query: str, relation: str = "support", *, token_store: object = None) -> ts.Judge:
            raise AssertionError("scored")

    with pytest.raises(ts.InputError, match=r"0\.01 of the matches needs at least 198 .* but there are 100"):
        calibrate(Never(), "support", marked_pairs(100, 0))
    with pytest.raises(
        ts.InputError, match=r"'wrong year' needs at least 38 .* there are 0 .*'candidate', 'near_miss'"
    ):
        calibrate(Never(), "support", marked_pairs(300, 0), max_false_accept=0.05, kind="wrong year")
    few = [p for p in marked_pairs(300, 0) if p.label or int(p.group[1:]) < 40]
    with pytest.raises(ts.InputError, match=r"at least 100 pairs that do not match, .* there are 80"):
        calibrate(Never(), "support", few)


def test_a_users_pairs_keep_their_kinds_and_prior_comes_from_what_recall_brought() -> None:
    pairs = [OwnPair("support", f"q{i}", t, y, k) for i in range(3) for t, y, k in (("a", 1, MATCH), ("b", 0, "odd"))]
    found = labelled(pairs, "support")
    assert Counter(p.kind for p in found) == {MATCH: 3, "odd": 3}
    # All three questions have one answer.
    assert len({p.group for p in found}) == 1
    assert labelled(pairs, "identity") == []


@pytest.mark.model
def test_scores_on_stored_vectors_are_the_verifiers_own(verifier: ts.SimilarityMapVerifier) -> None:
    pairs = [pair("Who rows?", "Ada rows.", 1), pair("Who rows?", "Ben sings.", 0), pair("Who steers?", "Ada rows.", 0)]
    pairs.append(pair("Who rows?", "  ", 0))
    together = scores(verifier, "support", pairs)
    alone = [float(verifier.logits(p.query, [p.text], "support")[0]) for p in pairs]
    assert together[:3] == pytest.approx(alone[:3], abs=5e-2)
    assert np.isnan(together[3])


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_own_pairs_make_a_calibrated_copy_that_says_so(pairs_file: Path, tmp_path: Path) -> None:
    out, report = tmp_path / "mine", tmp_path / "report.json"
    before = (BUNDLED / "default" / "calibration.json").read_text(encoding="utf-8")
    arguments = ["calibrate", "--model", "default", "--pairs", str(pairs_file), "--out", str(out)]
    done = CliRunner().invoke(app, [*arguments, "--max-lost", "0.3", "--report", str(report)])
    assert done.exit_code == 0, done.output
    assert (BUNDLED / "default" / "calibration.json").read_text(encoding="utf-8") == before

    verifier = ts.SimilarityMapVerifier(out)
    fitted, kept = verifier.calibrations["support"], verifier.calibrations["identity"]
    assert fitted.origin == "yours"
    assert kept == Calibration.from_dict(json.loads(before)["relations"]["identity"])
    # One match for every candidate that recall brought up.
    assert fitted.prior == 0.5
    measured = json.loads(report.read_text(encoding="utf-8"))
    assert measured["support"]["held_out"]["promised"]["threshold"] == fitted.thresholds["promised"]
    assert figures(measured) in (out / "README.md").read_text(encoding="utf-8")
    assert "`identity` has the calibration it had before." in figures(measured)

    records = own_pairs(30, seed=1)
    stage = ts.PrecisionStage(verifier, threshold="lenient")
    lost = []
    for record in records:
        if record["label"] == 1:
            judgement = stage.judge(str(record["query"]), [ts.Candidate(str(record["text"]))])
            assert judgement.calibration == "yours"
            lost.append(not judgement.accepted)
    # One in a hundred is promised; of thirty, four would be no accident.
    assert sum(lost) < 4
    assert verifier.threshold("support", "promised") >= verifier.threshold("support", "strict")


def test_the_cosine_weighs_as_much_as_serves_every_set_alike() -> None:
    rng = np.random.default_rng(3)
    # The logit tells near-misses of one set, the cosine replaced words of a smaller one; each is blind to the other's.
    sizes = {"swapped": 900, "replaced": 150}
    pairs = [
        LabelledPair("a", "b", 1 - i % 2, name, MATCH if i % 2 == 0 else NEAR_MISS, f"{name} {i // 2}")
        for name, n in sizes.items()
        for i in range(2 * n)
    ]
    match = np.array([p.label for p in pairs])
    swapped = np.array([p.source == "swapped" for p in pairs])
    logits = rng.normal(0, 1, len(pairs)) + 2.0 * match * swapped
    cosines = rng.normal(0, 0.1, len(pairs)) + 0.8 + 0.2 * match * ~swapped
    weight = cosine_weight(pairs, logits, cosines)
    assert weight > 0

    def auc(own: np.ndarray, values: np.ndarray) -> float:
        return float(roc_auc_score(match[own], values[own]))

    together = logits + weight * cosines
    assert auc(~swapped, together) > auc(~swapped, logits) + 0.2
    assert auc(swapped, together) > auc(swapped, logits) - 0.15
    # A cosine that is wrong about wording is left out, not turned round.
    assert cosine_weight(pairs, logits + 2.0 * match * ~swapped, -cosines) == 0.0


def test_a_verifier_without_a_calibration_gets_one_from_own_pairs() -> None:
    """MaxSim refuses named thresholds until it is fitted; then they mean what they say."""
    pairs = [
        OwnPair("support", str(r["query"]), str(r["text"]), int(str(r["label"])), MATCH if r["label"] else NEAR_MISS)
        for r in own_pairs(200, seed=2)
        if "kind" not in r
    ]
    maxsim = ts.MaxSimVerifier()
    with pytest.raises(ts.NotCalibrated):
        maxsim.threshold("support", "strict")
    fitted, _ = calibrate(maxsim, "support", labelled(pairs, "support"), origin="yours")
    calibrated = ts.MaxSimVerifier(calibrations={"support": fitted})
    cut = calibrated.threshold("support", "strict")
    matches = [p for p in labelled(pairs, "support") if p.label == 1]
    probabilities = fitted.probability(scores(maxsim, "support", matches).astype(np.float32))
    assert 0.08 < (probabilities < cut).mean() < 0.22
    judged = ts.PrecisionStage(calibrated, threshold="strict").judge(matches[0].query, [ts.Candidate(matches[0].text)])
    assert judged.verdicts[0].probability == pytest.approx(float(probabilities[0]), abs=0.02)
    assert judged.threshold == cut


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--model", "default"], "--pairs"),
        (["--model", "default", "--pairs", "PAIRS"], "--out"),
        (["--model", "default", "--pairs", "PAIRS", "--out", "OUT", "--relation", "alike"], "alike"),
        (["--model", "default", "--pairs", "BROKEN", "--out", "OUT"], "line 2"),
        (["--model", "default", "--pairs", "PAIRS", "--out", "OUT", "--max-lost", "2"], "max_lost"),
        (["--model", "nowhere/at/all", "--pairs", "PAIRS", "--out", "OUT"], "nowhere/at/all"),
        (["--model", str(BUNDLED / "default"), "--pairs", "PAIRS", "--out", str(BUNDLED / "default")], "itself"),
        (["--model", "default", "--pairs", "PAIRS", "--out", "BROKEN"], "must be a folder"),
    ],
)
def test_a_wrong_argument_is_named_and_nothing_is_written(
    arguments: list[str], named: str, pairs_file: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"query": "q", "text": "t", "label": 1}\n{"query": "q", "text": "t", "label": "yes"}\n')
    places = {"PAIRS": str(pairs_file), "OUT": str(tmp_path / "out"), "BROKEN": str(broken)}
    done = CliRunner().invoke(app, ["calibrate", *(places.get(a, a) for a in arguments)], env={"TWOSTAGE_DATA": None})
    assert done.exit_code == 2
    assert named in done.stderr
    assert not (tmp_path / "out").exists()


def write(folder: Path, name: str, records: list[dict[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The layout of the data, in sentences of our own."""
    folder = tmp_path_factory.mktemp("data")
    asked = [(thing, PEOPLE[i % len(PEOPLE)]) for i, thing in enumerate(THINGS)]
    for s, name in enumerate(("squad_sentences", "tydiqa", "xquad", "nq_oracle", "pubmedqa", "medquad")):
        records: list[dict[str, object]] = [
            {
                "question": f"Who repaired the {thing} in {1970 + s}?",
                "passage": f"Work was slow in {1970 + s}. The {thing} was repaired by the {person}. "
                f"The {thing} did not stand in the wind for three days of {1970 + s}.",
                "answer": person,
            }
            for thing, person in asked
        ]
        write(folder / "support", name, records)
    for name in ("pawsx_dev", "semantoneg", "checklist_qqp"):
        two: list[dict[str, object]] = []
        for thing, person in asked:
            sentence = f"The {person} repaired the {thing} of {name}."
            two.append(
                {
                    "a": sentence,
                    "b": f"The {thing} of {name} was repaired by the {person}.",
                    "label": 1,
                    "category": "x",
                }
            )
            two.append(
                {"a": sentence, "b": f"The {thing} of {name} repaired the {person}.", "label": 0, "category": "x"}
            )
        write(folder / "identity", name, two)
    write(folder / "identity", "cannot_wikifactcheck", [{"a": "It rains.", "b": "It does not rain.", "label": 0}])
    faq: list[dict[str, object]] = [
        {"questions": [f"How do I paint the {thing}?", f"Painting the {thing}, how?", f"Ways to paint a {thing}?"]}
        for thing in THINGS[:30]
    ]
    write(folder / "identity", "stackfaq_groups", faq)
    return folder


@pytest.fixture(scope="module")
def recall() -> object:
    from twostage_core.training.recall import recall_model

    return recall_model()


@pytest.fixture(scope="module")
def of_identity(data: Path, recall: object) -> list[LabelledPair]:
    return identity_pairs(data, recall, pairs=12, seed=1)  # type: ignore[arg-type]


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_support_pairs_hold_each_match_once_and_know_the_natural_prevalence(data: Path, recall: object) -> None:
    pairs, natural = support_pairs(data, recall, questions=5, seed=1)  # type: ignore[arg-type]
    matches = [(p.query, p.text) for p in pairs if p.label == 1]
    assert len(matches) == len(set(matches))
    assert {p.kind for p in pairs} == {MATCH, NEAR_MISS, CANDIDATE}
    # At most one of twenty is right; where every question says which thing, recall mostly finds it.
    assert 0.03 < natural <= 0.05
    by_source = Counter(p.source for p in pairs)
    assert by_source["tydiqa"] == 5
    assert by_source["tydiqa: recalled"] == 20
    assert by_source["tydiqa: answer removed"] == 5
    of_group = {p.group: p.text for p in pairs if p.label == 1 and "generated" not in p.source}
    for p in pairs:
        if p.kind == CANDIDATE:
            assert p.text != of_group[p.group]


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_identity_pairs_hold_long_ones_of_groups_of_their_own(of_identity: list[LabelledPair]) -> None:
    assert len({(p.query, p.text) for p in of_identity if p.label == 1}) == sum(p.label for p in of_identity)
    joined = [p for p in of_identity if "joined" in p.source]
    short = {t for p in of_identity if p.label == 1 and "joined" not in p.source for t in (p.query, p.text)}
    assert {p.source for p in joined} == {"2 pairs joined", "4 pairs joined", "12 pairs joined"}
    assert {p.label for p in joined} == {0, 1}
    # What a long pair is made of stands in no other match.
    assert not any(s in p.query or s in p.text for s in short for p in joined if len(s) > 20)
    for p in joined:
        if p.label == 0:
            # One sentence is another; the rest is worded as in a match.
            assert p.kind == NEAR_MISS
    assert max(len(p.query.split()) for p in joined) > 100
    group_of = {t: p.group for p in of_identity if p.label == 1 for t in (p.query, p.text)}
    assert all(group_of.get(p.text) != p.group for p in of_identity if p.kind == CANDIDATE)


@pytest.mark.model
@pytest.mark.filterwarnings("default")
def test_one_word_of_a_sentence_in_other_words_is_replaced(data: Path, of_identity: list[LabelledPair]) -> None:
    pairs = [p for p in of_identity if p.source == "replaced words"]
    matches = {p.query: p.text for p in pairs if p.label == 1}
    others = {p.query: p.text for p in pairs if p.label == 0}
    assert matches.keys() == others.keys()
    assert len(matches) >= 3
    trained = {letters(s) for r in question_passages(data, "train") for s in sentences_of(r["passage"])}
    for sentence, same in matches.items():
        assert same != sentence
        one, other = same.split(), others[sentence].split()
        # An article before the word may have to follow it.
        assert 1 <= sum(a != b for a, b in zip(one, other, strict=True)) <= 2
        assert letters(sentence) not in trained


def test_on_own_pairs_fits_each_relation_that_the_pairs_speak_of(pairs_file: Path) -> None:
    with pytest.raises(ts.InputError, match="198"):
        on_own_pairs(ts.SimilarityMapVerifier(), [OwnPair("identity", "a", "b", 1)], seed=0)


def with_candidates(n: int) -> list[OwnPair]:
    """As `marked_pairs`, with so many of what recall brought up."""
    pairs = [OwnPair("support", p.query, p.text, p.label, p.kind) for p in marked_pairs(300, 0)]
    return [p for p in pairs if p.kind != CANDIDATE] + [p for p in pairs if p.kind == CANDIDATE][:n]


@pytest.mark.model
@pytest.mark.parametrize(("candidates", "prior"), [(300, 600 / 900), (10, None)])
def test_a_handful_of_candidates_is_no_prevalence(
    candidates: int, prior: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("twostage_core.training.calibrate.MaxSimVerifier", lambda **_: None)
    verifier = Marked()
    verifier.base_path = None  # type: ignore[attr-defined]
    fitted, _ = on_own_pairs(verifier, with_candidates(candidates), seed=0)  # type: ignore[arg-type]
    found = fitted["support"]
    # Without one it is the share in the half that fits.
    assert found.prior == pytest.approx(prior or found.matches / (found.matches + found.others))
