"""Encodings: UTF-8 and UTF-16 are found; of any other one the likely name is said, and cp1252 is told from latin-1."""

# ruff: noqa: RUF001
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from journeykit.encodings import found_encoding, likely_encoding
from journeykit.errors import EventLogError
from journeykit.events import read_events

CsvFile = Callable[..., Path]
TEXT = "user_id;event;timestamp\nu1;prénom saisi – étape 1;2024-01-01 10:00\nu1;payé;2024-01-01 10:05\n"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "prénom saisi – étape 1, Größe gewählt"),
        ("cp1250", "Zażółć gęślą jaźń, Płatność"),
        ("cp1250", "Příliš žluťoučký kůň"),
        ("cp1251", "Главная страница, Оплата"),
        ("koi8-r", "Главная страница, Оплата"),
        ("cp1253", "Αρχική σελίδα, Πληρωμή"),
        ("cp1254", "Ödeme sayfası, Giriş, değişti"),
        ("cp1255", "דף הבית, תשלום"),
        ("cp932", "ホームページ、支払い"),
        ("gb18030", "首页,付款完成"),
        ("big5", "首頁,付款完成"),
        ("euc-kr", "홈페이지, 결제 완료"),
    ],
)
def test_the_likely_encoding_of_a_text_is_named(csv_file: CsvFile, encoding: str, words: str) -> None:
    assert likely_encoding(words.encode(encoding)) == encoding
    text = f"user_id;event;timestamp\nu1;{words};2024-01-01\n"
    with pytest.raises(EventLogError, match=rf"\(line 2\)\. Save it as UTF-8, or .* encoding='{encoding}' fits"):
        read_events(csv_file(text.encode(encoding)))
    assert read_events(csv_file(text.encode(encoding)), encoding=encoding).event_names == (words,)


def test_text_of_cp1252_is_not_read_as_latin_1(csv_file: CsvFile) -> None:
    with pytest.raises(EventLogError, match=r"is not latin-1: line 2 would have control .* Pass encoding='cp1252'"):
        read_events(csv_file(TEXT.encode("cp1252")), encoding="latin-1")
    assert read_events(csv_file(TEXT.encode("cp1252")), encoding="cp1252").event_names[1] == "prénom saisi – étape 1"
    plain = TEXT.replace("–", "-").encode("latin-1")
    assert len(read_events(csv_file(plain), encoding="latin-1")) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_found_with_and_without_a_mark(csv_file: CsvFile, encoding: str) -> None:
    events = read_events(csv_file(TEXT.encode(encoding)))
    assert events.event_names == ("payé", "prénom saisi – étape 1")
    assert any(note.startswith(f"encoding: {encoding.upper()}") for note in events.report.notes)


@pytest.mark.parametrize("start", [b"", b"u\0,a\n", b"a,b\n1,2\n" + b"\0" * 64, bytes(range(256))])
def test_null_bytes_alone_do_not_make_text_utf_16(start: bytes) -> None:
    assert found_encoding(start)[0] == "utf-8"
