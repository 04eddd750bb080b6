"""Sources stated in a TOML file are those of the call, its errors name file and place, and both are written alike."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from journeykit.errors import EventLogError
from journeykit.events import Layout, read_events, source
from journeykit.events.reading.files import files_state, source_files
from journeykit.events.reading.sources import ReadOptions
from journeykit.events.reading.stated import as_statement, stated_sources

TOML = """
timezone = "Europe/Berlin"

[[source]]
file = "lists/phone.csv"
name = "phone"
path_col = "Patient"
event_col = ["Anruf", "Grund"]
timestamp_col = "Zeit"
layout = "delimiter=semicolon"

[[source]]
file = "web.csv"
path_col = ["user_id", "anonymous_id"]
"""


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "phone.csv").write_text(
        "Patient;Anruf;Grund;Zeit\n7;book;pain;14.05.2026 10:00\n", encoding="utf-8"
    )
    (tmp_path / "web.csv").write_text(
        "user_id,anonymous_id,event,timestamp\n,c,see,2026-05-01 10:00\n7,c,log in,2026-05-01 10:01\n",
        encoding="utf-8",
    )
    path = tmp_path / "clinic.toml"
    path.write_text(TOML, encoding="utf-8")
    return path


def test_a_toml_file_states_the_same_as_the_call(statement: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = statement.parent
    stated = read_events(statement)
    called = read_events(
        [
            source(folder / "lists" / "phone.csv", name="phone", path_col="Patient", event_col=["Anruf", "Grund"],
                   timestamp_col="Zeit", layout=Layout(delimiter=";")),
            source(folder / "web.csv", path_col=["user_id", "anonymous_id"]),
        ],
        timezone="Europe/Berlin",
    )  # fmt: skip
    assert str(stated.report) == str(called.report)
    assert stated.event_names == ("book: pain", "log in", "see")
    # Files are relative to the statement, not to the folder of the process.
    monkeypatch.chdir(folder / "lists")
    assert len(read_events(str(statement))) == 3


def test_what_the_call_asks_for_in_addition_stays(statement: Path) -> None:
    assert read_events(statement, attribute_cols=["Grund"]).attributes == ("Grund", "source")


def test_its_files_are_watched_with_it(statement: Path) -> None:
    before = files_state(str(statement))
    assert [path.name for path in source_files(statement) or ()] == ["clinic.toml", "phone.csv", "web.csv"]
    with (statement.parent / "web.csv").open("a", encoding="utf-8") as file:
        file.write("8,,see,2026-05-01 10:00\n")
    assert files_state(str(statement)) != before


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[source]\n", "clinic.toml is no TOML file"),
        ("timezone = 'UTC'\n", "clinic.toml states no source"),
        ("source = 'x.csv'\n", "clinic.toml states no source"),
        ("[[source]]\nname = 'x'\n", "clinic.toml, source 1: file = "),
        ("[[source]]\nfile = 'x'\ntime_col = 'at'\n", "'time_col' is no argument.*Did you mean 'timestamp_col'"),
        ("[[source]]\nfile = 'x'\nduplicates = 'drop'\n", "source 1: 'duplicates' is no argument"),
        ("[[source]]\nfile = 'x'\npath_col = 3\n", "source 1: path_col takes a text or a list of texts"),
        ("[[source]]\nfile = 'x'\ntimezone = ['a']\n", "source 1: timezone takes a text"),
        ("strict = 'yes'\n[[source]]\nfile = 'x'\n", "above the sources: strict takes true or false"),
        ("[[source]]\nfile = 'x'\n[source.layout]\nskipp = 2\n", "source 1: a layout has the parts"),
        ("[[source]]\nfile = 'nowhere.csv'\n", "there is no file .*nowhere.csv"),
    ],
)  # fmt: skip
def test_what_it_has_wrong_is_said_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "clinic.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EventLogError, match=message):
        read_events(path)


def test_what_is_written_as_a_statement_is_read_as_it_was(tmp_path: Path) -> None:
    odd = 'a "quoted"\\ \x7f Ünïcode 😀'
    arguments = {"file": "x.csv", "name": odd, "path_col": ["a", odd], "layout": Layout(delimiter="\t", skip=2)}
    text = as_statement({"strict": True, "timezone": "UTC"}, [arguments])
    assert tomllib.loads(text)["source"][0]["path_col"] == ["a", odd]
    path = tmp_path / "log.toml"
    path.write_text(text, encoding="utf-8")
    (found,), whole = stated_sources(path, ReadOptions())
    assert (found.name, found.options(whole).layout, whole.strict) == (odd, Layout(delimiter="\t", skip=2), True)


def test_an_end_can_be_turned_off(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("user_id,event,start,end\na,x,2026-05-01,2026-05-02\n", encoding="utf-8")
    path = tmp_path / "log.toml"
    for line, lasting in (("", True), ("end_col = false\ntimestamp_col = 'end'\n", False)):
        path.write_text(f"[[source]]\nfile = 'log.csv'\n{line}", encoding="utf-8")
        assert read_events(path).has_durations is lasting


def test_a_name_must_tell_something() -> None:
    with pytest.raises(EventLogError, match="name=' ' must be a text"):
        source("x.csv", name=" ")
