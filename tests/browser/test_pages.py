"""The pages in a real browser: they open without an error, fetch nothing, and fit a phone, by day and by night."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from typer.testing import CliRunner

import twostage_core as ts
from twostage_core.cli import app
from twostage_core.explanation import explain

pytestmark = [pytest.mark.integration, pytest.mark.model]

SCREENS = {"phone": (360, 740), "desk": (1280, 900)}
DOCUMENTS = {
    "roof": "The glazier repairs the greenhouse roof every spring.",
    "path": "The gardener repairs the path to the greenhouse.",
    "bees": "Ilse tends the bees behind the chapel.",
    "soup": "Soup is served in the kitchen at noon.",
}
QUERIES = {"who": ("Who repairs the greenhouse roof?", "roof"), "when": ("When is soup served?", "soup")}


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``twostage evaluate`` writes of a small collection and of generated near-misses."""
    folder = tmp_path_factory.mktemp("village")
    lines = {
        "corpus.jsonl": [{"_id": i, "title": "", "text": text} for i, text in DOCUMENTS.items()],
        "queries.jsonl": [{"_id": i, "text": text} for i, (text, _) in QUERIES.items()],
        "qrels.jsonl": [{"query-id": i, "corpus-id": right, "score": 1} for i, (_, right) in QUERIES.items()],
    }
    for name, records in lines.items():
        (folder / name).write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    out = tmp_path_factory.mktemp("report")
    systems = [x for name in ("dense", "hybrid", "maxsim", "two-stage") for x in ("--system", name)]
    asked = ["--data", str(folder), "--near-misses", "generator", "--pairs", "8", "--out", str(out)]
    done = CliRunner().invoke(app, ["evaluate", *systems, *asked])
    assert done.exit_code == 0, done.output
    return out / "report.html"


@pytest.fixture(scope="session")
def explanation(tmp_path_factory: pytest.TempPathFactory, verifier: ts.SimilarityMapVerifier) -> Path:
    """What ``twostage explain --html`` writes."""
    file = tmp_path_factory.mktemp("explanation") / "why.html"
    file.write_text(explain("Who repairs the roof?", DOCUMENTS["roof"], verifier).html(), encoding="utf-8")
    return file


def opened(browser: Browser, file: Path, screen: str, scheme: str) -> tuple[Page, list[str], list[str]]:
    """The page, what it complained of, and what it asked for."""
    width, height = SCREENS[screen]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_load_state("networkidle")
    return page, complaints, asked


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("kind", ["report", "explanation"])
def test_it_opens_without_an_error_fetches_nothing_and_fits(
    kind: str, screen: str, scheme: str, browser: Browser, request: pytest.FixtureRequest
) -> None:
    file: Path = request.getfixturevalue(kind)
    page, complaints, asked = opened(browser, file, screen, scheme)
    assert complaints == []
    assert asked == [file.as_uri()]
    assert page.title()
    # Wide tables scroll in a box of their own; the page itself does not.
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen][0]
    page.close()


@pytest.mark.parametrize("kind", ["report", "explanation"])
def test_text_stands_out_by_day_and_by_night(kind: str, browser: Browser, request: pytest.FixtureRequest) -> None:
    grounds = []
    for scheme in ("light", "dark"):
        page, _, _ = opened(browser, request.getfixturevalue(kind), "desk", scheme)
        ground, ink = page.evaluate(
            "() => { const s = getComputedStyle(document.body); return [s.backgroundColor, s.color].map(c =>"
            " { const n = c.match(/[\\d.]+/g).map(Number);"
            "   return n.length > 3 && n[3] === 0 ? 255 : (n[0] + n[1] + n[2]) / 3 }) }"
        )
        assert abs(ground - ink) > 120
        grounds.append(ground)
        page.close()
    assert grounds[0] > 200
    assert grounds[1] < 60


def test_every_chart_is_drawn_and_says_what_it_shows(report: Path, browser: Browser) -> None:
    page, _, _ = opened(browser, report, "phone", "light")
    charts = page.locator("svg[role=img]")
    assert charts.count() >= 4
    for chart in charts.all():
        box = chart.bounding_box()
        assert box is not None
        assert box["height"] > 100
        assert 100 < box["width"] <= 360
        assert chart.get_attribute("aria-label")
    for name in ("dense", "hybrid", "maxsim", "two-stage"):
        assert page.get_by_role("cell", name=name, exact=True).or_(page.get_by_role("rowheader", name=name)).count()
    page.close()
