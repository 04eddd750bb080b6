"""The language of a comment is recognised, or it is said that it tells none."""

from __future__ import annotations

import builtins

import pyarrow as pa
import pytest

import journeykit as jk
from journeykit.answers.language import NO_WORDS, SHORT, UNSURE, language_of, languages_of, required
from journeykit.errors import AnswersError, CancelledError
from journeykit.events import Cancel
from journeykit.events.progress import Watch

SAID = {
    "en": ["The staff was friendly", "too far to walk", "Long lines at security", "the wifi is slow"],
    "de": ["Das Personal war sehr freundlich", "Die Schlange war viel zu lang", "Alles gut, gerne wieder"],
    "fr": ["Le personnel était très aimable", "trop cher pour ce que c'est", "Il manque des places assises"],
    "es": ["El personal fue muy amable", "muy lejos para caminar", "Faltan asientos en la sala"],
    "it": ["Il personale era molto gentile", "troppo lontano da raggiungere"],
    "pt": ["O pessoal foi muito simpático", "Não há lugares suficientes"],
    "nl": ["Het personeel was erg vriendelijk", "te weinig zitplaatsen bij de gate"],
    "pl": ["Obsługa była bardzo miła"], "sv": ["Personalen var mycket trevlig"],
    "ru": ["Персонал был очень вежливым"], "ja": ["スタッフはとても親切でした", "遠すぎる"], "zh": ["工作人员非常友好"],
    "ko": ["직원이 매우 친절했습니다"], "ar": ["كان الموظفون ودودين للغاية"], "tr": ["Personel çok nazikti"],
}  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in SAID.items() for text in texts])
def test_a_short_sentence_tells_its_language(code: str, text: str) -> None:
    assert language_of(text) == code
    assert language_of(text.upper()) == code


@pytest.mark.parametrize("text", ["ok", "Great!", "good food", "[e-mail] ok", "太远"])
def test_a_word_or_two_tell_none(text: str) -> None:
    assert language_of(text) == SHORT


@pytest.mark.parametrize("text", [None, "", "??", "🙂🙂", "1234 5678", "[phone]", "…"])
def test_signs_and_numbers_are_no_words(text: str | None) -> None:
    assert language_of(text) == NO_WORDS


def test_names_of_shops_leave_it_open() -> None:
    assert language_of("Starbucks McDonalds Burger King") == UNSURE


def test_a_text_of_5_mb_is_judged_by_its_beginning() -> None:
    assert language_of("The staff was friendly. " * 200_000) == "en"


def test_languages_are_counted_in_comments_and_people() -> None:
    frame = {"respondent": ["a", "a", "b", "c", "d"], "why": [*SAID["de"][:2], SAID["en"][0], "??", None]}
    answers = jk.read_answers(pa.table(frame), comments=["why"])
    query = jk.answers.languages(answers)
    assert query.to_pandas().values.tolist() == [["de", 1, 2, 0.5], ["en", 1, 1, 0.25], [NO_WORDS, 1, 1, 0.25]]
    assert query.rows(language="de")["text"].tolist() == SAID["de"][:2]
    assert "method: py3langid" in query.note


def test_recognising_reports_progress_and_can_be_cancelled() -> None:
    texts = pa.array([f"The staff at gate {number} was friendly" for number in range(6_000)])
    said: list[str] = []
    languages_of(texts, Watch(lambda _, words: said.append(words)), (0, 1))
    assert "languages recognised: 5,000 of 6,000 comments" in said
    stop = Cancel()
    with pytest.raises(CancelledError):
        languages_of(texts, Watch(lambda *_: stop.cancel(), stop), (0, 1))


def test_a_package_that_is_missing_is_named_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *more: object) -> object:
        if name.startswith("Stemmer"):
            raise ImportError
        return real(name, *more)

    monkeypatch.setattr("importlib.import_module", lambda name: without(name))
    with pytest.raises(AnswersError, match=r'PyStemmer is not installed.*pip install "journeykit\[text\]"'):
        required("Stemmer")
