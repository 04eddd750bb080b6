"""``journeykit flow`` on real logs: its counts are those of a slow, obvious count in plain Python."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page

import journeykit as jk
from journeykit.cli import main
from tests.browser.chromium import assert_axe_clean, shot

# File -> what the command is told, and the columns to count by hand: path, event, times, tie-breaker.
LOGS = {
    "hwsw_shop_clickstream_1999.csv": (
        "--path-col COOKIE --event-col Webpage --time-col Date Time --order-col Click_order",
        ("COOKIE", "Webpage", ["Date", "Time"], "Click_order"),
    ),
    "receipt.csv": ("", ("case:concept:name", "concept:name", ["time:timestamp"], None)),
    "running-example.csv": ("", ("case:concept:name", "concept:name", ["time:timestamp"], None)),
    "sepsis.csv": ("", ("Case ID", "Activity", ["Complete Timestamp"], None)),
    "hospital_billing.parquet": ("", ("case_id", "activity", ["timestamp"], None)),
}

real_logs = pytest.mark.parametrize("name", LOGS)


def rows_of(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".parquet":
        return pd.read_parquet(path).astype(str).to_dict("records")
    with path.open(encoding="utf-8", newline="") as file:
        delimiter = csv.Sniffer().sniff(file.readline(), ";,").delimiter
        file.seek(0)
        return list(csv.DictReader(file, delimiter=delimiter))


def counted_slowly(path: Path, columns: tuple[str, str, list[str], str | None]) -> Counter[tuple[str, str]]:
    who, what, when, tie = columns
    paths: dict[str, list[tuple[pd.Timestamp, int, int, str]]] = defaultdict(list)
    for line, row in enumerate(rows_of(path)):
        time = pd.Timestamp(" ".join(row[column] for column in when))
        instant = time if time.tzinfo is None else time.tz_convert("UTC")
        paths[row[who]].append((instant, int(row[tie]) if tie else 0, line, row[what]))
    pairs: Counter[tuple[str, str]] = Counter()
    for events in paths.values():
        names = [name for *_, name in sorted(events)]
        pairs.update(pairwise(names))
    return pairs


class Tables(HTMLParser):
    """The cells of every table of a page, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def shown(page: str) -> dict[tuple[str, str], int]:
    """Return the transitions a page shows, as source, target and count."""
    tables = Tables()
    tables.feed(page)
    found, inside = {}, False
    for row in tables.rows:
        if row[:3] == ["From", "To", "Transitions"]:
            inside = True
        elif inside and len(row) == 6:
            found[row[0].strip(), row[1].strip()] = int(re.sub(r"\D", "", row[2]))
        else:
            inside = False
    return found


@pytest.mark.slow
@real_logs
def test_the_page_of_a_real_log_counts_what_a_slow_count_counts(name: str, real_data: Path, tmp_path: Path) -> None:
    options, columns = LOGS[name]
    page = tmp_path / "page.html"
    assert main(["flow", str(real_data / name), *options.split(), "--least", "1", "-o", str(page)]) == 0
    slow = counted_slowly(real_data / name, columns)
    told = shown(page.read_text(encoding="utf-8"))
    assert len(told) == min(len(slow), 500)
    assert told == {pair: slow[pair] for pair in told}
    assert sum(told.values()) == sum(sorted(slow.values(), reverse=True)[:500])


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    rows = [("a", "home", 1), ("a", "look", 2), ("a", "pay", 3), ("b", "home", 1), ("b", "look", 2), ("c", "home", 1)]
    path = tmp_path / "shop.csv"
    lines = [f"{who},{what},2026-05-0{day}" for who, what, day in rows]
    path.write_text("\n".join(["visitor,page,at", *lines]), encoding="utf-8")
    return path


COLUMNS = ["--path-col", "visitor", "--event-col", "page", "--time-col", "at", "--least", "1"]


def test_a_log_without_steps_gets_the_funnel_of_its_main_route(shop: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["flow", str(shop), *COLUMNS, "-o", str(page), "--unit", "visitors"]) == 0
    text = page.read_text(encoding="utf-8")
    assert shown(text) == {("home", "look"): 2, ("look", "pay"): 1}
    assert "these are the main route" in text
    assert "3 visitors, 6 events" in text
    assert re.search(r"Visitors</span>\s*<b>3</b>", text)


def test_the_funnel_of_the_main_route_says_so_where_it_stands(shop: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    funnel = re.compile(r">Who goes on</h2><p class=\"note\">([^<]*)")
    assert main(["flow", str(shop), *COLUMNS, "-o", str(page)]) == 0
    (note,) = funnel.findall(page.read_text(encoding="utf-8"))
    assert "these are the main route, and who takes another route counts as lost" in note
    assert "--steps" in note
    assert main(["flow", str(shop), *COLUMNS, "-o", str(page), "--steps", "home", "pay"]) == 0
    assert funnel.findall(page.read_text(encoding="utf-8")) == ["Unique paths that reach each step, in this order."]


def test_steps_take_globs_and_alternatives_and_the_page_says_what_they_stood_for(shop: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["flow", str(shop), *COLUMNS, "-o", str(page), "--steps", "ho*", "look|pay", "pay"]) == 0
    text = page.read_text(encoding="utf-8")
    assert "steps: ho* = home; look|pay = look, pay" in text
    assert "look or pay" not in text
    assert re.search(r"ho\*.{0,20}3.*look\|pay.{0,20}2.*pay.{0,20}1", re.findall(r'aria-label="([^"]*)', text)[-2])


def test_a_page_that_was_there_is_said_to_be_replaced(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "page.html"
    last = []
    for _ in range(2):
        assert main(["flow", str(shop), *COLUMNS, "-o", str(page)]) == 0
        last.append(capsys.readouterr().out.splitlines()[-1])
    opens = "open it in any browser; it needs no network"
    assert last == [f"{page}: {opens}", f"{page}: replaced; {opens}"]


def test_a_map_adds_its_stages(shop: Path, tmp_path: Path) -> None:
    map = jk.new_map("Corner shop", stages=["Browse", "Pay"])
    map = jk.edit.add_touchpoint(map, "Home", stage="browse", binding={"events": ["home", "look"]})
    map = jk.edit.add_touchpoint(map, "Card", stage="pay", binding={"events": ["pay"]})
    jk.write_map(map, tmp_path / "map.json")
    page = tmp_path / "page.html"
    assert main(["flow", str(shop), *COLUMNS, "--map", str(tmp_path / "map.json"), "-o", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "<h1>Corner shop</h1>" in text
    assert "From stage to stage" in text
    assert "Every event of the log belongs to a touchpoint." in text
    assert "Every touchpoint of the map has events." in text


def test_a_map_that_does_not_fit_the_log_is_told_what_is_left_over(shop: Path, tmp_path: Path) -> None:
    map = jk.new_map("Corner shop", stages=["Browse"])
    map = jk.edit.add_touchpoint(map, "Home", stage="browse", binding={"events": ["home"]})
    map = jk.edit.add_touchpoint(map, "Look around", stage="browse", binding={"events": ["LOOK*"]})
    map = jk.edit.add_touchpoint(map, "Poster", stage="browse")
    jk.write_map(map, tmp_path / "map.json")
    page = tmp_path / "page.html"
    assert main(["flow", str(shop), *COLUMNS, "--map", str(tmp_path / "map.json"), "-o", str(page)]) == 0
    tables = Tables()
    tables.feed(page.read_text(encoding="utf-8"))
    hint = "“look” differs only in upper and lower case from the rule LOOK*"
    assert ["look", "2", "2", "33.3\u00a0%", hint] in tables.rows
    assert ["pay", "1", "1", "16.7\u00a0%", ""] in tables.rows
    assert ["Look around", "Browse", "no event of the log matches its binding"] in tables.rows
    assert ["Poster", "Browse", "no binding"] in tables.rows


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--path-col", "visitr"], "for the path (--path-col). Did you mean 'visitor'?"),
        ([*COLUMNS, "--steps", "home", "pya"], "'pay'"),
        ([*COLUMNS, "--window", "soon"], "--window 'soon' is no duration."),
        ([*COLUMNS, "--least", "5", "--steps", "Hoem*", "pay"], "step 'Hoem*' fits no event of this log."),
        ([*COLUMNS, "--least", "5", "--steps", "home|", "pay"], "a step is empty."),
        ([*COLUMNS, "--least", "5", "--window", "7days"], "--window '7days' is no duration."),
        ([*COLUMNS, "--event-col", "at"], "the column 'at' would be both the event and the time."),
    ],
)
def test_a_wrong_column_step_or_window_is_a_message_and_no_page(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    page = tmp_path / "page.html"
    assert main(["flow", str(shop), *arguments, "-o", str(page)]) == 1
    error = capsys.readouterr().err
    assert error.startswith("journeykit flow: ")
    assert said in error
    assert "Traceback" not in error
    assert not page.exists()


def test_an_empty_log_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("visitor,page,at\n", encoding="utf-8")
    assert main(["flow", str(empty), *COLUMNS, "-o", str(tmp_path / "page.html")]) == 1
    assert "nothing to draw" in capsys.readouterr().err


@pytest.fixture
def crowd(tmp_path: Path) -> Path:
    """A log in which most do what others do, two look and leave, and one alone asks for a refund."""
    kinds = [("home look pay", 40), ("home look", 30), ("home", 12), ("look", 2), ("home look pay refund", 1)]
    lines, number = ["visitor,page,at"], 0
    for path, count in kinds:
        for _ in range(count):
            number += 1
            lines += [f"canary{number},{page},2026-05-0{day + 1}" for day, page in enumerate(path.split())]
    file = tmp_path / "crowd.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


@pytest.mark.slow
@pytest.mark.parametrize("with_map", [False, True])
def test_a_page_to_share_names_no_group_of_few_and_says_how_to_see_all(
    crowd: Path, tmp_path: Path, with_map: bool
) -> None:
    map = jk.new_map("Corner shop", stages=["Browse", "Talk", "Pay"])
    map = jk.edit.add_touchpoint(map, "Home", stage="browse", binding={"events": ["home", "look"]})
    map = jk.edit.add_touchpoint(map, "Card", stage="pay", binding={"events": ["pay", "refund"]})
    jk.write_map(map, tmp_path / "map.json")
    page = tmp_path / "page.html"
    more = ["--map", str(tmp_path / "map.json")] if with_map else []
    assert main(["flow", str(crowd), *COLUMNS[:-2], *more, "-o", str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert "refund" not in text
    assert "canary" not in text
    alts = re.findall(r'aria-label="(F[^"]*)"', text)
    assert alts
    assert not any(
        re.search(r"(?<![\d,.])[1-4](?![\d,.])(?!\D{0,3}%)", re.sub(r"[Ss]tep \d|S\d", "", alt)) for alt in alts
    )
    assert "Groups of fewer than 5" in text
    assert "--least 1" in text
    assert ("From stage to stage" in text or "Who goes on" in text) == with_map
    assert main(["flow", str(crowd), *COLUMNS, *more, "-o", str(page)]) == 0
    whole = page.read_text(encoding="utf-8")
    assert "this page is for the eyes of those who may see the log" in whole
    assert "refund" in whole


def test_steps_of_one_s_own_need_the_page_for_one_s_own_eyes(
    crowd: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["flow", str(crowd), *COLUMNS[:-2], "--steps", "home", "pay", "-o", str(tmp_path / "page.html")]
    assert main(asked) == 1
    assert "Add --least 1 for a page for your own eyes" in capsys.readouterr().err


@pytest.mark.browser
def test_the_page_of_a_real_log_draws_alone(strict_page: Page, real_data: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["flow", str(real_data / "sepsis.csv"), "--least", "1", "-o", str(page)]) == 0
    strict_page.goto(page.as_uri())
    strict_page.locator("path.sankey-link").first.wait_for()
    assert strict_page.locator("path.sankey-link").count() > 10
    assert strict_page.locator("g.trace.bars path").count() > 1
    shot(strict_page, "flow-sepsis", full=True)
    assert_axe_clean(strict_page)


def test_a_log_without_times_has_a_page_that_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "order.csv"
    rows = [f"s{n},{at},{page}" for n in range(30) for at, page in enumerate(["home", "cart", "pay"][: n % 3 + 1], 1)]
    log.write_text("\n".join(["session,step,page", *rows]), encoding="utf-8")
    for least in ("1", "5"):
        page = tmp_path / f"{least}.html"
        assert main(["flow", str(log), "-o", str(page), "--least", least]) == 0
        # The charts of the page bring a library along that knows the year.
        text = re.sub(r"<script.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert "events, no times in this log" in text
        assert "Median gap" not in text
        assert "1970" not in text
    said = capsys.readouterr().out
    confirmed = "--path-col session --event-col page --time-col --order-col step"
    assert f"to confirm what was guessed: {confirmed}" in said
    assert main(["flow", str(log), "-o", str(tmp_path / "again.html"), "--least", "1", *confirmed.split()]) == 0
    assert main(["flow", str(log), "-o", str(tmp_path / "w.html"), "--least", "1", "--steps", "home", "--window", "1h"])
    assert "this log has no times" in capsys.readouterr().err
