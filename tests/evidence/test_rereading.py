"""A map measured by the files that it names, read again: also where one has changed, is gone, or lies elsewhere."""

from __future__ import annotations

import shutil
import tempfile
import warnings
from datetime import datetime
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit import evidence
from journeykit.errors import CancelledError, JourneyKitError, MapError
from journeykit.model import JourneyMap, edit
from journeykit.store import dump_map, parse_map
from tests.draws import draws
from tests.evidence.test_recorded import measured, shop, write_log


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    jk.write_map(evidence.record_data(measured(tmp_path), tmp_path / "shop.json"), tmp_path / "shop.json")
    return tmp_path / "shop.json"


def told(path: Path) -> tuple[evidence.MeasuredMap, tuple[str, ...]]:
    with pytest.warns(UserWarning, match="source") as warned:
        found = jk.measure(jk.read_map(path))
    assert [str(warning.message) for warning in warned] == list(found.notes)
    assert {warning.filename for warning in warned} == {__file__}
    return found, found.notes


def test_a_map_that_was_just_read_is_measured_by_its_files_as_it_was(kept: Path) -> None:
    before, again = measured(kept.parent), jk.measure(jk.read_map(kept))
    pd.testing.assert_frame_equal(evidence.stage_reach(again), evidence.stage_reach(before))
    pd.testing.assert_frame_equal(evidence.feelings(again), evidence.feelings(before))
    assert again.notes == ()
    assert again.events.report.to_confirm == {}, "nothing is guessed"


def test_map_and_data_may_move_together(kept: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(kept.parent / "data", moved / "data")
    for name in ("shop.json", "survey.csv"):
        shutil.copy(kept.parent / name, moved)
    assert jk.measure(jk.read_map(moved / "shop.json")).notes == ()


def test_a_file_that_has_changed_is_read_as_it_is_now_and_that_is_said(kept: Path) -> None:
    write_log(kept.parent / "data" / "visits.csv", 5)
    found, (note,) = told(kept)
    assert found.events.path_count == 5
    assert note.startswith("source 'visits.csv': data/visits.csv has changed since it was recorded with 16 events, and")
    assert "jk.evidence.record_data(measured) records it anew" in note
    anew = evidence.record_data(found, kept)
    jk.write_map(anew, kept)
    assert jk.measure(jk.read_map(kept)).notes == ()


def test_a_file_that_is_gone_or_has_lost_a_column_leaves_the_rest(kept: Path) -> None:
    (kept.parent / "survey.csv").unlink()
    found, (note,) = told(kept)
    assert (found.said, found.events.path_count) == (None, 8)
    assert note.startswith("source 'survey.csv': 'survey.csv' is not in the folder of the map")
    measured(kept.parent)
    log = kept.parent / "data" / "visits.csv"
    pd.read_csv(log).drop(columns="channel").to_csv(log, index=False)
    found, notes = told(kept)
    assert (found.log, found.answers.respondents) == (None, 7)
    assert "has changed since it was recorded" in notes[0]
    assert notes[1].startswith("source 'visits.csv': ")
    assert "'channel'" in notes[1]
    (kept.parent / "survey.csv").unlink()
    with pytest.raises(MapError, match=r"nothing measures the map:\n  source 'visits.csv'"):
        jk.measure(jk.read_map(kept))


def test_data_that_measure_nothing_any_more_are_said_and_the_others_measure(kept: Path) -> None:
    journey = jk.read_map(kept)
    for survey in journey.surveys:
        journey = edit.remove_survey(journey, survey.id)
    with pytest.warns(UserWarning, match="survey.csv: no stage or touchpoint of map 'shop' is bound to a question"):
        found = jk.measure(journey, path=kept)
    assert found.said is None
    assert found.events.path_count == 8


def test_without_a_file_or_data_the_next_action_is_named(kept: Path) -> None:
    journey = edit.update_map(jk.read_map(kept), name="Edited")
    with pytest.raises(MapError, match=r"is in no file, or was edited since.*path='shop.json'"):
        jk.measure(journey)
    assert jk.measure(journey, path=kept).events.path_count == 8
    with pytest.raises(MapError, match=r"names no file that measures it. Pass a log or answers"):
        jk.measure(shop())


def test_a_rule_that_was_written_since_has_its_column(kept: Path) -> None:
    log = kept.parent / "data" / "visits.csv"
    pd.read_csv(log).assign(country="PT").to_csv(log, index=False)
    journey = edit.update_touchpoint(
        jk.read_map(kept), "home", binding={"events": ["home"], "where": [{"column": "country", "value": "PT"}]}
    )
    with pytest.warns(UserWarning, match="has changed"):
        found = jk.measure(journey, path=kept)
    assert evidence.touchpoint_reach(found)["paths"].tolist() == [8, 8]


def test_data_read_with_pseudonyms_ask_for_the_key_that_no_map_holds(tmp_path: Path) -> None:
    write_log(tmp_path / "visits.csv")
    roles = {"path_col": "customer_ref", "event_col": "what"}
    events = evidence.read_events_for(shop(), tmp_path / "visits.csv", pseudonym_key=b"k" * 32, **roles)
    journey = evidence.record_data(jk.measure(shop(), events), tmp_path / "shop.json")
    assert journey.sources[0].data.pseudonyms
    assert "pseudonym_key" not in journey.sources[0].data.options
    (note,) = evidence.read_data(journey, tmp_path / "shop.json").notes
    assert "was read with pseudonyms, and a map holds no key" in note
    again = evidence.read_data(journey, tmp_path / "shop.json", pseudonym_key=b"k" * 32).events
    rows = [jk.questions.rows(log).to_pandas() for log in (events, again)]
    pd.testing.assert_frame_equal(*rows)


def test_a_second_log_of_a_merged_map_is_not_read_silently(kept: Path) -> None:
    journey = jk.read_map(kept)
    other = journey.sources[0].model_copy(update={"id": "other", "title": "June", "rank": "zz"})
    journey = journey.model_copy(update={"sources": (*journey.sources, other)})
    found = evidence.read_data(journey, kept)
    assert found.events.path_count == 8
    assert found.notes == (
        "source 'June' was not read: a map is measured by one log and one file of answers. Several files of one log "
        "are read as one: jk.read_events([…]).",
    )


def with_data(journey: JourneyMap, **fields: object) -> JourneyMap:
    source = journey.sources[0]
    data = {**source.data.model_dump(), **fields}
    return edit.update_source(journey, source.id, data=data)


@pytest.mark.parametrize(
    "file",
    ["../secret.csv", "/etc/passwd", "data/../../secret.csv", "~/secret.csv", "C:\\secret.csv", "..\\secret.csv",
     "\\\\server\\secret.csv", "link.csv", "*.link", "out.toml", "linked"],
)  # fmt: skip
def test_a_map_makes_nobody_read_a_file_outside_of_its_folder(tmp_path: Path, file: str) -> None:
    maps = tmp_path / "maps"
    maps.mkdir()
    journey = evidence.record_data(measured(maps), maps / "shop.json")
    write_log(tmp_path / "secret.csv")
    (tmp_path / "secrets").mkdir()
    write_log(tmp_path / "secrets" / "secret.csv")
    for link, target in (("link.csv", "secret.csv"), ("a.link", "secret.csv"), ("linked", "secrets")):
        (maps / link).symlink_to(tmp_path / target)
    (maps / "out.toml").write_text(
        '[[source]]\nfile = "../secret.csv"\npath_col = "customer_ref"\nevent_col = "what"\n'
    )
    stolen = with_data(
        journey, files=[file], digest="", options={} if file == "out.toml" else {"path_col": "customer_ref"}
    )
    found = evidence.read_data(stolen, maps / "shop.json")
    assert found.events is None
    assert "leads out of the folder of the map, and a map reads no file elsewhere" in found.notes[0]
    with pytest.raises(MapError, match="leads out of the folder"):
        evidence.recorded_call(stolen, "events", maps / "shop.json")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"keep": "/tmp/x"}, "'keep' is no argument of a source"),
        ({"pseudonym_key": "key.txt"}, "'pseudonym_key' is no argument of a source"),
        ({"source": "/etc/passwd"}, "'source' is no argument of a source"),
        ({"path_col": {"a": 1}}, "path_col takes a text or a list of texts"),
        ({"path_col": "nobody"}, "nobody"),
        ({"timezone": "Mars/Crater"}, "Mars/Crater"),
    ],
)
def test_options_that_no_record_has_are_refused(kept: Path, options: dict[str, object], words: str) -> None:
    found = evidence.read_data(with_data(jk.read_map(kept), options=options), kept)
    assert found.events is None
    assert words in found.notes[0]
    assert found.answers.respondents == 7


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.sampled_from([0.5, -1e9]) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=draws(15), deadline=None)
@given(st.data())
def test_damaged_options_are_words_and_never_a_traceback(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["events", "answers"]))
    names = st.sampled_from(evidence.data_files.OPTIONS[kind]) | st.text(max_size=8)
    options = {name: data.draw(JSON) for name in data.draw(st.lists(names, max_size=4, unique=True)) if name.strip()}
    journey = recorded()
    source = journey.sources[0 if kind == "events" else 1]
    journey = edit.update_source(
        journey, source.id, data={**source.data.model_dump(), "options": {**source.data.options, **options}}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = evidence.read_data(journey, FOLDER / "shop.json")
    assert getattr(found, kind) is not None or found.notes


FOLDER = Path(tempfile.gettempdir()) / "journeykit-test-rereading"


@cache
def recorded() -> JourneyMap:
    FOLDER.mkdir(exist_ok=True)
    return evidence.record_data(measured(FOLDER), FOLDER / "shop.json")


def test_a_reading_that_is_cancelled_is_no_note(kept: Path) -> None:
    stopped = jk.events.Cancel()
    stopped.cancel()
    with pytest.raises(CancelledError):
        evidence.read_data(jk.read_map(kept), cancel=stopped)
    assert issubclass(CancelledError, JourneyKitError)


@settings(max_examples=draws(8), deadline=None)
@given(st.data())
def test_recorded_and_read_again_it_is_the_same_log(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(st.sampled_from(["Wer", "was", "wann", "a b", "été", "x;y", "'q'"]), min_size=4, unique=True)
    )
    who, what, when, more = names[:4]
    form = data.draw(st.sampled_from(["%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%m/%d/%Y %H:%M"]))
    rows = data.draw(
        st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["home", "pay"]), st.datetimes(
            datetime(2024, 1, 1), datetime(2026, 1, 1))), min_size=1, max_size=9)
    )  # fmt: skip
    frame = pd.DataFrame([(a, b, f"{t:{form}}", "web") for a, b, t in rows], columns=[who, what, when, more])
    log = FOLDER / "again.csv"
    FOLDER.mkdir(exist_ok=True)
    encoding = data.draw(st.sampled_from(["utf-8", "cp1252", "utf-16"]))
    frame.to_csv(log, index=False, sep=data.draw(st.sampled_from([",", ";", "\t", "|"])), encoding=encoding)
    journey = edit.update_touchpoint(shop(), "card", binding={"events": ["pay"]})
    events = jk.read_events(
        log, path_col=who, event_col=what, timestamp_col=when, time_format=form, attribute_cols=[more],
        timezone=data.draw(st.sampled_from([None, "Europe/Berlin", "-05:00"])),
        encoding=encoding if encoding == "cp1252" else None,
        duplicates=data.draw(st.sampled_from(["keep", "drop"])),
    )  # fmt: skip
    recorded_map = parse_map(dump_map(evidence.record_data(jk.measure(journey, events), FOLDER / "shop.json")))
    again = evidence.read_data(recorded_map, FOLDER / "shop.json")
    assert again.notes == ()
    pd.testing.assert_frame_equal(*(jk.questions.rows(log).to_pandas() for log in (events, again.events)))
    assert again.events.period() == events.period()
    assert (again.events.timezone, again.events.attributes) == (events.timezone, events.attributes)
