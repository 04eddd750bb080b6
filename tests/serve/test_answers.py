"""What a survey holds of people never leaves a server: ids, names, mails, comments, in pages, files and sockets."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

import journeykit as jk
from journeykit.export import map_page
from journeykit.export.site import Site
from journeykit.model import edit
from tests.browser.servers import serve

PEOPLE = 100
CANARIES = [f"{kind}{number:03}" for kind in ("idcanary", "Namecanary", "mailcanary") for number in range(PEOPLE)]


@pytest.fixture
def served_map(tmp_path: Path) -> Path:
    """A map that names its survey of a hundred people, each of whom wrote a mail address and a name into a comment."""
    survey = pd.DataFrame(
        {
            "respondent": [f"idcanary{n:03}" for n in range(PEOPLE)],
            "name": [f"Namecanary{n:03}" for n in range(PEOPLE)],
            "date": [f"2026-0{1 + n % 6}-{1 + n % 28:02}" for n in range(PEOPLE)],
            "How satisfied were you? (1-5)": [1 + n % 5 for n in range(PEOPLE)],
            "How likely are you to recommend us? (0-10)": [n % 11 for n in range(PEOPLE)],
            "comment": [f"The security queue was long, ask Namecanary{n:03}, mailcanary{n:03}@mail.example"
                        for n in range(PEOPLE)],
        }
    )  # fmt: skip
    survey.to_csv(tmp_path / "survey.csv", index=False)
    journey = edit.set_emotion(jk.new_map("Airport", stages=["Arrive"]), "arrive", 1)
    jk.write_map(journey, tmp_path / "map.json")
    journey = jk.read_map(tmp_path / "map.json")
    answers = jk.read_answers(tmp_path / "survey.csv")
    journey = jk.evidence.bind_answers(journey, {"How*": "arrive"}, answers=answers)
    journey = jk.evidence.record_data(jk.measure(journey, answers=answers), tmp_path / "map.json")
    jk.write_map(journey, tmp_path / "map.json")
    return tmp_path / "map.json"


def found(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary in text]


def test_files_for_readers_hold_no_person(served_map: Path, tmp_path: Path) -> None:
    journey = jk.read_map(served_map)
    measured = jk.measure(journey)
    page = map_page(journey, tmp_path / "page.html", answers=measured.said).read_text(encoding="utf-8")
    site = Site(served_map)
    assert site.refresh() == []
    pages = b"".join(site.files.values()).decode(errors="replace")
    written = jk.evidence.record_feelings(measured).model_dump_json()
    for text in (page, pages):
        assert "What customers say" in text
        assert "security queue" in text
    assert "measured" in written
    assert [found(text) for text in (page, pages, written, served_map.read_text(encoding="utf-8"))] == [[]] * 4


@pytest.mark.browser
def test_pages_and_sockets_of_a_server_hold_no_person(served_map: Path, tmp_path: Path, strict_page: Page) -> None:
    heard: list[str] = []

    def keep(frame: str | bytes) -> None:
        heard.append(frame if isinstance(frame, str) else frame.decode(errors="replace"))

    strict_page.on("websocket", lambda socket: socket.on("framereceived", keep))
    strict_page.on("response", lambda response: heard.append(response.text()) if "voila" in response.url else None)
    served = serve(served_map, tmp_path / "voila.log")
    try:
        strict_page.goto(served.url, wait_until="commit")
        heading = strict_page.get_by_role("heading", name="What customers say")
        expect(heading).to_be_visible(timeout=60_000)
        heading.scroll_into_view_if_needed()
        cards = strict_page.locator(".jk-voices .jk-card")
        for card in cards.all():
            card.scroll_into_view_if_needed()
            card.locator(".js-plotly-plot").wait_for(state="attached", timeout=60_000)
        expect(strict_page.get_by_role("button", name="Write measured")).to_have_count(0)
        expect(strict_page.get_by_text("Choose a theme for quotes")).to_have_count(0)
        heard.append(strict_page.content())
        assert any("security queue" in text for text in heard), "the page was not listened to"
        assert found("".join(heard)) == []
    finally:
        strict_page.goto("about:blank", wait_until="commit")
        served.end()
