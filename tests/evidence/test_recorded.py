"""Which files measure a map, noted among its sources: where they lie and how they are read, never what is in them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import journeykit as jk
from journeykit import evidence
from journeykit.errors import MapError
from journeykit.model import JourneyMap, edit
from journeykit.model.changes import as_text, diff
from journeykit.store import dump_map, parse_map, three_way

PEOPLE = [f"canary{number}@example.invalid" for number in range(8)]


def shop() -> JourneyMap:
    journey = jk.new_map("Shop", stages=["Browse", "Pay"])
    journey = edit.add_touchpoint(journey, "Home", stage="browse", binding={"events": ["home"]})
    return edit.add_touchpoint(
        journey,
        "Card",
        stage="pay",
        binding={"events": ["pay"], "where": [{"column": "channel", "value": "web"}]},
    )


def write_log(path: Path, people: int = 8) -> None:
    rows = [(who, event, "2026-05-01" if event == "home" else "2026-05-02", "web")
            for who in PEOPLE[:people] for event in ("home", "pay")]  # fmt: skip
    pd.DataFrame(rows, columns=["customer_ref", "what", "timestamp", "channel"]).to_csv(path, index=False)


def write_survey(path: Path) -> None:
    said = {"who": PEOPLE, "when": ["2026-06-01"] * 8, "Q1": [1, 2, 3, 4, 5, 9, 5, 4], "why": ["too slow"] * 8}
    pd.DataFrame(said).to_csv(path, index=False)


def measured(folder: Path) -> evidence.MeasuredMap:
    (folder / "data").mkdir(exist_ok=True)
    write_log(folder / "data" / "visits.csv")
    write_survey(folder / "survey.csv")
    events = evidence.read_events_for(
        shop(), folder / "data" / "visits.csv", path_col="customer_ref", event_col="what", timestamp_col="timestamp"
    )
    answers = jk.read_answers(
        folder / "survey.csv", respondent_col="who", timestamp_col="when", questions={"Q1": (1, 5)}, missing_codes=[9]
    )
    return jk.measure(evidence.bind_answers(shop(), {"Q1": "browse"}, answers=answers), events, answers)


def test_a_map_says_where_its_numbers_come_from_and_holds_no_row_and_no_id(tmp_path: Path) -> None:
    found = measured(tmp_path)
    before = dump_map(found.journey)
    journey = evidence.record_data(found, tmp_path / "shop.json")
    assert dump_map(found.journey) == before, "the map that goes in stays as it was"
    log, survey = journey.sources
    assert (log.title, log.kind, log.note) == ("visits.csv", "analytics", "8 customers, 16 events, 1 to 2 May 2026")
    assert (survey.title, survey.kind, survey.note) == ("survey.csv", "survey", "7 people, 7 answers, 1 June 2026")
    assert (log.data.kind, log.data.files, log.data.n, log.data.rows) == ("events", ("data/visits.csv",), 8, 16)
    assert log.data.size == (tmp_path / "data" / "visits.csv").stat().st_size
    assert log.data.options == {
        "path_col": "customer_ref",
        "event_col": "what",
        "timestamp_col": "timestamp",
        "time_format": "iso",
        "attribute_cols": ["channel"],
    }
    assert survey.data.options["missing_codes"] == [9]
    assert survey.data.options["questions"] == {"Q1": [1, 5]}
    text = dump_map(journey)
    assert not any(canary in text for canary in ("canary", "too slow", str(tmp_path)))
    assert parse_map(text) == journey
    assert edit.apply_all(found.journey, evidence.data_edits(found, tmp_path / "shop.json")) == journey


def test_recorded_again_the_sources_are_brought_up_to_date_and_keep_the_words_of_people(tmp_path: Path) -> None:
    first = evidence.record_data(measured(tmp_path), tmp_path / "shop.json")
    first = edit.update_source(first, "survey-csv", title="Our survey", note="Asked at the door.", kind="interview")
    write_log(tmp_path / "data" / "visits.csv", 6)
    events = evidence.read_events_for(
        first, tmp_path / "data" / "visits.csv", path_col="customer_ref", event_col="what"
    )
    answers = jk.read_answers(tmp_path / "survey.csv", respondent_col="who", questions={"Q1": (1, 5)})
    again = evidence.record_data(jk.measure(first, events, answers), tmp_path / "shop.json")
    log, survey = again.sources
    assert (log.id, log.note, log.data.n) == ("visits-csv", "6 customers, 12 events, 1 to 2 May 2026", 6)
    assert (survey.title, survey.note, survey.kind) == ("Our survey", "Asked at the door.", "interview")
    assert log.data.digest != first.sources[0].data.digest
    assert survey.data.digest == first.sources[1].data.digest


def test_another_log_takes_the_place_of_the_one_before_which_stays_as_a_source(tmp_path: Path) -> None:
    first = evidence.record_data(measured(tmp_path), tmp_path / "shop.json")
    write_log(tmp_path / "june.csv", 5)
    events = evidence.read_events_for(first, tmp_path / "june.csv", path_col="customer_ref", event_col="what")
    journey = evidence.record_data(jk.measure(first, events), tmp_path / "shop.json")
    assert [(source.title, source.data and source.data.kind) for source in journey.sources] == [
        ("visits.csv", None),
        ("survey.csv", "answers"),
        ("june.csv", "events"),
    ]


def test_feelings_are_written_with_the_same_source_and_an_owner_is_told(tmp_path: Path) -> None:
    found = measured(tmp_path)
    journey = edit.add_owner(evidence.record_feelings(found), "Research")
    recorded = evidence.record_data(
        jk.measure(journey, answers=found.answers), tmp_path / "shop.json", owner="research"
    )
    (source,) = recorded.sources
    assert (source.title, source.owner, source.data.kind) == ("survey.csv", "research", "answers")
    assert {point.sources for point in recorded.emotions if point.kind == "measured"} == {(source.id,)}
    assert evidence.record_feelings(jk.measure(recorded, answers=found.answers)).sources == recorded.sources
    assert edit.remove_owner(recorded, "research").sources[0].owner is None
    with pytest.raises(MapError, match="no owner has id 'nobody'"):
        evidence.record_data(found, tmp_path / "shop.json", owner="nobody")


def test_the_record_travels_as_other_fields_do(tmp_path: Path) -> None:
    base = measured(tmp_path).journey
    journey = evidence.record_data(measured(tmp_path), tmp_path / "shop.json")
    assert "visits.csv" in as_text(diff(base, journey))
    renamed = edit.update_map(base, name="Our shop")
    both = three_way(base, renamed, journey)
    assert (both.map, both.clashes) == (edit.update_map(journey, name="Our shop"), ())
    copied = edit.duplicate_source(journey, "visits-csv")
    assert copied.sources[1].data is None, "a map is measured by one log"
    losses = jk.formats.write(journey, tmp_path / "shop.md")
    assert [loss.field for loss in losses if loss.element.startswith("source ")] == ["data", "data"]


def test_what_no_map_could_find_again_is_refused_with_the_way_out(tmp_path: Path) -> None:
    frame = pd.DataFrame({"user_id": ["a"], "event": ["home"], "timestamp": ["2026-05-01"], "channel": ["web"]})
    of_a_frame = jk.measure(shop(), evidence.read_events_for(shop(), frame))
    with pytest.raises(MapError, match=r"not read from a file that could be found again \(pandas frame\)\. Save them"):
        evidence.record_data(of_a_frame, tmp_path / "shop.json")
    found = measured(tmp_path)
    (tmp_path / "maps").mkdir()
    with pytest.raises(MapError, match=r"visits.csv does not lie in the folder of the map, '.*maps', or below it"):
        evidence.record_data(found, tmp_path / "maps" / "shop.json")
    with pytest.raises(MapError, match=r"is in no file, or was edited since.* path='shop.json'"):
        evidence.record_data(found)
    (tmp_path / "data" / "visits.csv").unlink()
    with pytest.raises(MapError, match="the events cannot be recorded: there is no file"):
        evidence.record_data(found, tmp_path / "shop.json")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    write_log(tmp_path / "visits.csv")
    (maps / "visits.csv").symlink_to(tmp_path / "visits.csv")
    events = evidence.read_events_for(shop(), maps / "visits.csv", path_col="customer_ref", event_col="what")
    with pytest.raises(MapError, match=r"visits.csv does not lie in the folder"):
        evidence.record_data(jk.measure(shop(), events), maps / "shop.json")


def test_a_folder_a_glob_a_list_and_a_toml_file_are_recorded(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    for name in ("may", "june"):
        write_log(tmp_path / "logs" / f"{name}.csv", 5)
    (tmp_path / "all.toml").write_text(
        '[[source]]\nfile = "logs/may.csv"\npath_col = "customer_ref"\nevent_col = "what"\n'
        '[[source]]\nfile = "logs/june.csv"\npath_col = "customer_ref"\nevent_col = "what"\n'
    )
    roles = {"path_col": "customer_ref", "event_col": "what"}
    for given, files, options in (
        (tmp_path / "logs", ("logs",), roles),
        (str(tmp_path / "logs" / "*.csv"), ("logs/*.csv",), roles),
        ([tmp_path / "logs" / "may.csv", tmp_path / "logs" / "june.csv"], ("logs/may.csv", "logs/june.csv"), roles),
        (tmp_path / "all.toml", ("all.toml",), {}),
    ):
        found = jk.measure(shop(), evidence.read_events_for(shop(), given, **options))
        journey = evidence.record_data(found, tmp_path / "shop.json")
        assert journey.sources[0].data.files == files
        again = jk.measure(journey, path=tmp_path / "shop.json")
        assert again.notes == ()
        pd.testing.assert_frame_equal(evidence.stage_reach(again), evidence.stage_reach(found))
    several = [jk.events.source(tmp_path / "logs" / f"{name}.csv", **roles) for name in ("may", "june")]
    with pytest.raises(MapError, match="State them in a TOML file"):
        evidence.record_data(jk.measure(shop(), evidence.read_events_for(shop(), several)), tmp_path / "shop.json")


@pytest.mark.slow
def test_pages_for_readers_hold_neither_the_path_nor_the_columns(tmp_path: Path) -> None:
    journey = evidence.record_data(measured(tmp_path), tmp_path / "shop.json")
    content = jk.MapBoard(journey).document["content"]
    assert [source["title"] for source in content["sources"]] == ["visits.csv", "survey.csv"]
    page = jk.export.map_page(journey, tmp_path / "page.html").read_text()
    for text in (json.dumps(content), page):
        assert not any(told in text for told in ("data/visits", "customer_ref", journey.sources[0].data.digest))
