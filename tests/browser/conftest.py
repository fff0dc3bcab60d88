"""A headless Chromium: the one on this machine, as ``make integration`` finds it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")


# Not for the session: playwright keeps an event loop running, beside which no test can be awaited.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = os.environ.get("CHROMIUM") or next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, f"these tests need one of {', '.join(NAMES)} (Debian: apt install chromium)"
    with sync_playwright() as playwright:
        # Root has no sandbox of Chromium's; what is opened here is a page of our own.
        opened = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield opened
        opened.close()
