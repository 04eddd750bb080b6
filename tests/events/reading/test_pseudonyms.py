"""Ids become pseudonyms while they are read: the same everywhere under one key, and nothing keeps the id or the key."""

from __future__ import annotations

import gc
import hashlib
import hmac
import subprocess
from base64 import b32encode
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

import journeykit as jk
from journeykit.answers import Answers
from journeykit.errors import AnswersError, EventLogError
from journeykit.events import Events

KEY = b"a key that nobody can guess"
CANARIES = [f"canary-{number:05d}" for number in range(100)]


def _ids(events: Events) -> list[str]:
    events._log.make("j")
    found: list[str] = events._log.adopted["paths"]["id"].to_pylist()
    return found


def expected(text: str) -> str:
    """The pseudonym by the definition, without journeykit."""
    return b32encode(hmac.new(KEY, text.encode(), hashlib.sha256).digest()).decode()[:26].lower()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    rows = "".join(f"{who},{event},2026-05-01 10:0{at}\n" for who in CANARIES for at, event in enumerate(("a", "b")))
    (folder / "log.csv").write_text("user_id,event,timestamp\n" + rows, encoding="utf-8")
    return folder / "log.csv"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "key"


def test_a_pseudonym_is_hmac_sha256_and_the_same_in_log_and_survey(log: Path) -> None:
    events = jk.read_events(log, pseudonym_key=KEY)
    survey = pd.DataFrame({"respondent": CANARIES, "Q1": 4})
    answers = jk.read_answers(survey, questions={"Q1": (1, 5)}, pseudonym_key=KEY)
    wanted = {expected(who) for who in CANARIES}
    assert set(_ids(events)) == wanted == set(answers.to_pandas()["respondent"])
    assert len(events) == 200


@pytest.mark.parametrize("kind", ["text", "number", "dictionary", "float"])
def test_ids_of_any_type_have_the_pseudonym_of_their_text(kind: str) -> None:
    ids = {
        "text": pa.array(["7", "8", "7"]),
        "number": pa.array([7, 8, 7]),
        "dictionary": pa.array(["7", "8", "7"]).dictionary_encode(),
        "float": pa.array([7.0, 8.0, 7.0]),
    }[kind]
    table = pa.table({"user_id": ids, "event": ["a", "b", "c"], "timestamp": ["2026-05-01"] * 3})
    events = jk.read_events(table, pseudonym_key=KEY)
    assert set(_ids(events)) == {expected("7"), expected("8")}
    answers = jk.read_answers(pa.table({"respondent": ids, "Q": [1, 2, 3]}), questions={"Q": (1, 5)}, pseudonym_key=KEY)
    assert answers.to_pandas()["respondent"].tolist() == [expected("7"), expected("8"), expected("7")]


def test_a_missing_id_stays_missing() -> None:
    frame = pd.DataFrame({"user_id": ["a", " NULL ", None, " "], "event": "x", "timestamp": "2026-05-01"})
    report = jk.read_events(frame, pseudonym_key=KEY).report
    assert (report.kept, sum(report.reasons.values())) == (1, 3)
    survey = pd.DataFrame({"respondent": ["a", "NULL", None], "Q": 1})
    answers = jk.read_answers(survey, questions={"Q": (1, 5)}, pseudonym_key=KEY)
    assert answers.to_pandas()["respondent"].isna().tolist() == [False, True, True]


def test_identities_are_joined_before_they_are_replaced() -> None:
    rows = {"user_id": [None, "u", "u", None], "anonymous_id": ["x", "x", "y", "z"], "event": list("abcd")}
    frame = pd.DataFrame(rows).assign(timestamp=[f"2026-05-0{day}" for day in (1, 2, 3, 4)])
    columns = ["user_id", "anonymous_id"]
    plain, keyed = (jk.read_events(frame, path_col=columns, pseudonym_key=use) for use in (None, KEY))
    assert {expected(who) for who in _ids(plain)} == set(_ids(keyed)) == {expected("u"), expected("z")}
    parts = [jk.events.source(frame.head(2), name="a", path_col=columns),
             jk.events.source(frame.tail(2), name="b", path_col="anonymous_id")]  # fmt: skip
    assert set(_ids(jk.read_events(parts, pseudonym_key=KEY))) >= {expected("u"), expected("z")}


def test_neither_id_nor_key_is_in_anything_that_is_shown_or_kept(log: Path, key: Path) -> None:
    events = jk.read_events(log, pseudonym_key=key, keep=True)
    secret = key.read_text(encoding="utf-8").strip()
    prepared = log.with_name("log.csv.prepared")
    assert prepared.is_file()
    rows = "".join(f"{who},4,well\n" for who in CANARIES)
    survey = log.with_name("survey.csv")
    survey.write_text("respondent,Q1,why\n" + rows, encoding="utf-8")
    answers = jk.read_answers(survey, questions={"Q1": (1, 5)}, comments=["why"], pseudonym_key=str(key))
    shown = [repr(events), str(events.report), events.report.call(), repr(answers), str(answers.report),
             answers.report.call(), answers.to_pandas().to_csv(), repr(events.report.stated), repr(vars(answers)),
             events.report._repr_html_() if hasattr(events.report, "_repr_html_") else ""]  # fmt: skip
    text = "\n".join(shown).encode() + prepared.read_bytes()
    assert not [who for who in [*CANARIES, secret, "keys"] if who.encode() in text]
    assert "pseudonym_key=pseudonym_key" in events.report.call()
    assert "pseudonym_key=pseudonym_key" in answers.report.call()
    gc.collect()
    for array in (answers._said.ids, events._log.adopted["paths"]["id"]):
        assert not set(CANARIES) & set(array.to_pylist())


def test_a_kept_log_is_not_taken_for_one_of_another_key(log: Path) -> None:
    first = jk.read_events(log, pseudonym_key=KEY, keep=True)
    again = jk.read_events(log, pseudonym_key=KEY, keep=True)
    assert "reused" in str(again.report)
    assert _ids(first) == _ids(again)
    assert "other options were asked for" in str(jk.read_events(log, pseudonym_key=KEY + b"!", keep=True).report)
    assert set(_ids(jk.read_events(log, keep=True))) == set(CANARIES)


def test_a_missing_key_file_is_made_for_its_owner_only_and_used_again(log: Path, key: Path) -> None:
    first = jk.read_events(log, pseudonym_key=key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_bytes().strip()) == 64
    assert _ids(first) == _ids(jk.read_events(log, pseudonym_key=key))


def test_a_key_in_the_project_is_refused_and_not_made(log: Path, tmp_path: Path) -> None:
    inside = log.parent / "secrets" / "key"
    for read, error in ((jk.read_events, EventLogError), (_read_survey, AnswersError)):
        with pytest.raises(
            error, match=r"the key key would lie in the folder of log\.csv, and be copied with it\. Keep"
        ):
            read(log, pseudonym_key=inside)
    assert not inside.exists()
    (tmp_path / "link").symlink_to(log.parent)
    with pytest.raises(EventLogError, match="would lie in the folder of"):
        jk.read_events(log, pseudonym_key=tmp_path / "link" / "key")
    work = tmp_path / "repository"
    subprocess.run(["git", "init", "--quiet", str(work)], check=True)
    with pytest.raises(EventLogError, match="would lie in the git work tree repository, and be committed with it"):
        jk.read_events(log, pseudonym_key=work / "a" / "key")


def _read_survey(log: Path, *, pseudonym_key: Path) -> Answers:
    return jk.read_answers(log, questions={"event": (1, 5)}, pseudonym_key=pseudonym_key)


def test_what_is_no_key_is_told(log: Path, key: Path) -> None:
    with pytest.raises(EventLogError, match="holds 3 bytes; a key needs at least 16 that nobody can guess"):
        jk.read_events(log, pseudonym_key=b"abc")
    key.parent.mkdir()
    key.write_text("short")
    with pytest.raises(EventLogError, match="the key file key holds 5 bytes"):
        jk.read_events(log, pseudonym_key=key)
    with pytest.raises(EventLogError, match="takes the path of a key file, or bytes, not a int"):
        jk.read_events(log, pseudonym_key=5)
    with pytest.raises(EventLogError, match="cannot be read or made"):
        jk.read_events(log, pseudonym_key=key.parent)
