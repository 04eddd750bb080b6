"""site.py: pages for any file server, one for each map, written anew when a file changes, and old ones as they were."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import journeykit as jk
from journeykit.cli.reading import as_open_as
from journeykit.errors import ExportError
from journeykit.export.site import Site, shared_files
from journeykit.model import JourneyMap
from tests.export.pages import HOSTILE

RARE = "sued the practice"


def shop(name: str = "Shop") -> JourneyMap:
    journey = jk.new_map(name, stages=["Look", "Pay"])
    for stage, event in (("look", "home"), ("pay", "bill")):
        journey = jk.edit.add_touchpoint(journey, event, stage=stage, binding={"events": [event, RARE]})
    return journey


def write_log(path: Path, people: int) -> None:
    rows = [f"canary{who}@example.invalid,{event},2026-05-0{day}" for who in range(people) for day, event in EVENTS]
    rows += [f"canary{who}@example.invalid,{RARE},2026-05-09" for who in range(2)]
    path.write_text("\n".join(["user_id,event,timestamp", *rows]), encoding="utf-8")


EVENTS = ((1, "home"), (2, "bill"))


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    folder = tmp_path / "maps"
    folder.mkdir()
    for name in ("shop", "index"):
        jk.write_map(shop(name.capitalize()), folder / f"{name}.json")
    write_log(folder / "shop.csv", 40)
    return folder


def text_of(site: Site, name: str) -> str:
    return site.files[name].decode()


def test_a_folder_of_maps_is_a_page_each_and_an_index_that_lists_them(maps: Path) -> None:
    site = Site(maps)
    assert site.refresh() == []
    files = site.files
    assert [name for name in files if name.endswith(".html")] == ["index-2.html", "shop.html", "index.html"]
    assert re.findall(r'<a href="([^"]*)">([^<]*)</a>', text_of(site, "index.html")) == [
        ("index-2.html", "Index"),
        ("shop.html", "Shop"),
    ]
    assert '<a href="index.html">All maps</a>' in text_of(site, "shop.html")
    assert "40 customers in the log" in text_of(site, "shop.html")
    assert "in the log" not in text_of(site, "index-2.html"), "a map without a log beside it shows its design"


def test_what_a_page_asks_for_is_there_and_named_by_its_content(maps: Path) -> None:
    site = Site(maps)
    site.refresh()
    asked = {
        name
        for page in site.files
        if page.endswith(".html")
        for name in re.findall(r'(?:src|href|data-file)="([^"]*)"', text_of(site, page))
        if not name.endswith(".html") and not name.startswith("data:")
    }
    assert asked == {name for name, _ in shared_files().values()}
    assert asked <= site.files.keys()
    assert all(re.fullmatch(r"assets/\w+-[0-9a-f]{16}\.(js|css)", name) for name in asked)


def test_the_files_hold_no_id_no_rare_event_and_no_path_of_this_machine(maps: Path) -> None:
    site = Site(maps)
    site.refresh()
    for text in site.files.values():
        assert b"canary" not in text
        assert str(maps).encode() not in text
    # The rule of the map names the event; what is counted does not.
    assert f">{RARE}<" not in text_of(site, "shop.html").replace("\\u003c", "<").replace("\\u003e", ">")


def test_a_log_that_changes_makes_a_new_page_once_it_rests_and_the_old_one_says_its_date(maps: Path) -> None:
    site = Site(maps)
    site.refresh()
    old = site.files
    write_log(maps / "shop.csv", 60)
    assert site.refresh() == []
    assert site.files == old, "a file that has just changed may still be being written"
    assert site.refresh() == []
    assert "60 customers in the log" in text_of(site, "shop.html")
    assert site.files["index-2.html"] is old["index-2.html"], "nothing changed for this map"
    assert "40 customers in the log" in old["shop.html"].decode()
    assert re.search(r"as of \d+ \w+ \d{4}, \d\d:\d\d UTC", old["shop.html"].decode())
    assert site.refresh() == []


@pytest.mark.slow
def test_a_toml_file_beside_a_map_names_its_logs_and_they_are_watched(maps: Path) -> None:
    (maps / "calls.csv").write_text("who;what;when\ncanary3@example.invalid;bill;2026-05-03\n", encoding="utf-8")
    text = '[[source]]\nfile = "calls.csv"\npath_col = "who"\nevent_col = "what"\ntimestamp_col = "when"\n'
    (maps / "shop.toml").write_text(f'{text}[[source]]\nfile = "shop.csv"\n', encoding="utf-8")
    site = Site(maps / "shop.json", log=maps / "shop.toml")
    folder = Site(maps)
    assert site.refresh() == folder.refresh() == []
    for name, pages in (("index.html", site), ("shop.html", folder)):
        assert "40 customers in the log" in text_of(pages, name)
        assert "2 sources" in text_of(pages, name)
        assert "canary" not in text_of(pages, name)
    write_log(maps / "shop.csv", 60)
    assert site.refresh() == site.refresh() == []
    assert "60 customers in the log" in text_of(site, "index.html")


@pytest.mark.slow
def test_a_file_that_cannot_be_read_leaves_the_page_and_is_told_once(maps: Path) -> None:
    site = Site(maps)
    site.refresh()
    old = site.files["shop.html"]
    (maps / "shop.json").write_text("{", encoding="utf-8")
    said = [sentence for _ in range(4) for sentence in site.refresh()]
    assert len(said) == 1
    assert said[0].startswith(str(maps / "shop.json"))
    assert said[0].endswith("Its page stays as it was.")
    assert site.files["shop.html"] is old
    jk.write_map(shop("Shop again"), maps / "shop.json")
    assert [site.refresh() for _ in range(2)] == [[], []]
    assert "Shop again" in text_of(site, "shop.html")


def test_a_map_whose_log_cannot_be_read_from_the_start_shows_its_design_and_its_numbers_once_it_can(maps: Path) -> None:
    (maps / "shop.csv").write_text("nothing,useful\n1,2\n")
    site = Site(maps)
    (said,) = site.refresh()
    assert said.endswith("Its page shows the design, without numbers.")
    assert "in the log" not in text_of(site, "shop.html")
    assert "Look" in text_of(site, "shop.html")
    write_log(maps / "shop.csv", 40)
    site.refresh()  # It may still be being written.
    assert site.refresh() == []
    assert "40 customers in the log" in text_of(site, "shop.html")


def test_a_log_that_is_gone_leaves_the_page_with_its_numbers(maps: Path) -> None:
    site = Site(maps)
    site.refresh()
    (maps / "shop.csv").rename(maps / "away")
    said = [sentence for _ in range(3) for sentence in site.refresh()]
    assert said == [
        f"{maps / 'shop.json'}: its log shop.csv is gone. Put it back, or begin again without it. "
        "Its page stays as it was."
    ]
    assert "40 customers in the log" in text_of(site, "shop.html")
    (maps / "away").rename(maps / "shop.csv")
    assert site.refresh() == []


def test_a_folder_that_is_away_for_a_moment_takes_no_page_with_it(maps: Path, tmp_path: Path) -> None:
    site, out = Site(maps), tmp_path / "out"
    site.refresh()
    site.write(out)
    before = {file: file.read_bytes() for file in out.rglob("*.html")}
    maps.rename(tmp_path / "away")
    said = [sentence for _ in range(3) for sentence in site.refresh()]
    assert said == [f"the folder {maps} is gone. Put it back. Its pages stay as they were."]
    with as_open_as(*site.maps):
        site.write(out)
    assert {file: file.read_bytes() for file in out.rglob("*.html")} == before
    (tmp_path / "away").rename(maps)
    assert site.refresh() == []
    assert sorted(site.pages) == ["index-2.html", "shop.html"]


def test_a_file_that_is_no_map_is_told_and_the_others_are_shown(maps: Path) -> None:
    (maps / "other.json").write_text("{}", encoding="utf-8")
    (maps / "shop.tsv").write_text("x", encoding="utf-8")
    site = Site(maps)
    said = site.refresh()
    assert len(said) == 2
    assert "several logs have its name: 'shop.csv', 'shop.tsv'" in said[1]
    assert "other.json" in said[0]
    assert list(site.pages) == ["index-2.html", "shop.html"], "its design, until it is clear which log measures it"
    assert site.refresh() == []


def test_a_map_that_is_gone_leaves_the_folder_of_pages_and_a_new_one_enters_it(maps: Path, tmp_path: Path) -> None:
    site, out = Site(maps), tmp_path / "out"
    out.mkdir()
    site.refresh()
    site.write(out)
    (out / "mine.txt").write_text("mine")
    before = {file: file.stat().st_ino for file in out.rglob("*") if file.is_file()}
    (maps / "shop.json").unlink()
    jk.write_map(shop("Later"), maps / "later.json")
    site.refresh()
    site.write(out)
    assert {file.name for file in out.iterdir()} == {"assets", "index-2.html", "index.html", "later.html", "mine.txt"}
    kept = {file for file, number in before.items() if file.exists() and file.stat().st_ino == number}
    assert kept == {*(out / "assets").iterdir(), out / "index-2.html", out / "mine.txt"}, "what did not change stays"
    assert "Later" in (out / "index.html").read_text()
    assert "Shop" not in (out / "index.html").read_text()


def test_names_that_are_code_are_words_on_the_index(tmp_path: Path) -> None:
    for number, name in enumerate(HOSTILE):
        journey = jk.edit.update_map(jk.new_map(name), description=HOSTILE[-number])
        jk.write_map(journey, tmp_path / f"m{number} & <{number}>.json")
    site = Site(tmp_path)
    assert site.refresh() == []
    index = text_of(site, "index.html")
    assert not re.search(r"<(script|img|b)\b", index)
    for name in re.findall(r'<a href="([^"]*)"', index):
        assert re.fullmatch(r"[\w%.&;-]+\.html", name)


def test_a_place_that_cannot_be_written_and_a_map_that_is_not_there_are_sentences(maps: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"there is nothing at .*none"):
        Site(tmp_path / "none")
    site = Site(maps)
    site.refresh()
    (tmp_path / "out").write_text("a file")
    with pytest.raises(ExportError, match="was not written"):
        site.write(tmp_path / "out")


def test_a_map_that_names_its_log_is_counted_and_shows_its_design_without_it(maps: Path) -> None:
    named = maps / "logs" / "named.csv"
    named.parent.mkdir()
    write_log(named, 30)
    found = jk.measure(shop("Index"), jk.read_events(named))
    jk.write_map(jk.evidence.record_data(found, maps / "index.json"), maps / "index.json")
    site = Site(maps)
    assert site.refresh() == []
    assert "30 customers in the log" in text_of(site, "index-2.html")
    assert "40 customers in the log" in text_of(site, "shop.html")
    bare = Site(maps, recorded=False)
    assert bare.refresh() == []
    assert "customers in the log" not in text_of(bare, "index-2.html")
    write_log(named, 35)
    site.refresh()
    site.refresh()
    assert "35 customers in the log" in text_of(site, "index-2.html")
    named.unlink()
    alone = Site(maps / "index.json")
    (told,) = alone.refresh()
    assert "source 'named.csv': 'logs/named.csv' is not in the folder of the map" in told
    assert told.endswith("Its page shows the design, without numbers.")
    assert "customers in the log" not in text_of(alone, "index.html")
