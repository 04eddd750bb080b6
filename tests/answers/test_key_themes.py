"""Themes are what many people speak of, told without their words; quotes are redacted and of different people."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

import journeykit as jk
from journeykit.answers import Answers, scored_text
from journeykit.answers.phrases import best, stemmer
from journeykit.errors import AnswersError, CancelledError
from journeykit.events import Cancel
from tests.draws import draws

SAID = (
    ["The security queue was long", "Security queues: long!", "a SECURITY QUEUE again", "security queue"]
    + ["such a security queue"]
    + ["clean toilets", "Clean toilet!", "the toilets were clean toilets", "CLEAN TOILETS", "very clean toilets"]
    + ["parking is expensive"] * 4
    + ["the bus came"]
)  # fmt: skip
STARS = [1, 2, 1, 1, 1] + [5, 4, 5, 5, 5] + [2] * 4 + [3]


def survey(texts: list[str], **columns: object) -> Answers:
    frame = pd.DataFrame({"respondent": [f"r{at}" for at in range(len(texts))], "why": texts, **columns})
    return jk.read_answers(frame, questions={"stars": "stars"} if "stars" in columns else None, comments=["why"])


def test_spellings_plurals_and_case_are_one_theme_counted_in_comments_and_people() -> None:
    frame = jk.answers.themes(survey(SAID, stars=STARS), least=2).to_pandas()
    assert frame[["theme", "comments", "n"]].values.tolist() == [
        ["clean toilets", 5, 5],
        ["security queue", 5, 5],
        ["parking", 4, 4],
        ["long", 2, 2],
    ]
    by = frame.set_index("theme")
    assert by.loc["security queue", "share"] == 5 / 15
    assert by.loc["clean toilets", "n"] == 5


def test_the_mean_rating_of_a_theme_has_students_interval() -> None:
    frame = jk.answers.themes(survey(SAID, stars=STARS), least=2).to_pandas().set_index("theme")
    scores = np.array([-2, -1, -2, -2, -2.0])
    low, high = stats.t.interval(0.95, 4, scores.mean(), stats.sem(scores))
    row = frame.loc["security queue"]
    assert row["rated"] == 5
    assert row[["emotion", "low", "high"]].tolist() == pytest.approx([scores.mean(), low, high])
    assert row["few"]
    assert row["by_text"] == 0


def test_scores_from_text_stand_beside_ratings_and_are_not_averaged_with_them() -> None:
    texts = [f"The security queue was {word}" for word in ("great", "great", "great", "awful", "awful", "awful")]
    answers = survey(texts, stars=[1, 1, 1, None, None, None])
    scored = jk.answers.scored_comments(answers, jk.answers.vader())
    query = jk.answers.themes(scored, least=3)
    row = query.to_pandas().iloc[0]
    assert (row["rated"], row["emotion"], row["by_text"]) == (3, -2, 3)
    assert -2 < row["text_emotion"] < 0
    assert "VADER" in query.note


def test_one_person_five_times_is_one_person() -> None:
    frame = pd.DataFrame({"respondent": ["a"] * 5 + ["b"], "why": [f"the security queue {at}" for at in range(6)]})
    answers = jk.read_answers(frame, comments=["why"])
    row = jk.answers.themes(answers, least=2).to_pandas().iloc[0]
    assert (row["comments"], row["n"]) == (6, 2)
    assert jk.answers.themes(answers, least=3).to_pandas().empty


def test_themes_of_each_group_and_the_answers_behind_one() -> None:
    answers = survey(SAID + SAID, stage=["Arrive"] * len(SAID) + ["Leave"] * len(SAID))
    query = jk.answers.themes(answers, by="stage", least=5)
    frame = query.to_pandas()
    assert query.keys == ("stage", "theme")
    assert frame.groupby("stage")["theme"].apply(sorted).tolist() == [["clean toilets", "security queue"]] * 2
    assert frame["share"].tolist() == [5 / 15] * 4
    assert query.rows(stage="Leave", theme="clean toilets")["respondent"].tolist() == [f"r{at}" for at in range(20, 25)]
    assert len(query.rows()) == 20


def test_the_trend_has_every_period_from_the_first_to_the_last() -> None:
    months = ["2026-01-05"] * 3 + ["2026-03-05"] * 2 + ["2026-01-07"] + ["2026-03-08"] * 9
    query = jk.answers.themes(survey(SAID, date=months), least=5)
    trend = query.trend().query("theme == 'security queue'")
    assert trend[["period", "comments", "of"]].values.tolist() == [
        ["2026-01", 3, 4],
        ["2026-02", 0, 0],
        ["2026-03", 2, 11],
    ]
    assert trend["share"].fillna(-1).tolist() == [3 / 4, -1, 2 / 11]
    row = query.to_pandas().set_index("theme").loc["security queue"]
    assert row[["first", "first_share", "last", "last_share"]].tolist() == ["2026-01", 3 / 4, "2026-03", 2 / 11]
    without = jk.answers.themes(survey(SAID), least=5)
    assert without.trend().empty
    assert without.to_pandas()["first"].isna().all()


def test_quotes_are_redacted_short_and_of_different_people() -> None:
    texts = [f"The security queue was long, call me: +1 650 555 01{at:02d}, Ann" for at in range(20)]
    frame = pd.DataFrame({"respondent": ["same"] * 10 + [f"r{at}" for at in range(10)], "why": texts})
    quotes = jk.answers.themes(jk.read_answers(frame, comments=["why"]), names=["Ann"]).quotes()
    assert set(quotes["quote"]) == {"The security queue was long, call me: [phone], [name]"}
    answers = jk.read_answers(frame.assign(why=[f"{'very ' * at}security queue" for at in range(20)]), comments=["why"])
    quotes = jk.answers.themes(answers).quotes()
    assert len(quotes) == 3
    said = answers.to_pandas().set_index("text")["respondent"]
    assert len({said[quote] for quote in quotes["quote"]}) == 3
    assert quotes["quote"].str.len().max() <= 240


def test_equal_comments_give_equal_themes_whatever_their_order() -> None:
    frame = pd.DataFrame({"respondent": [f"r{at}" for at in range(15)], "why": SAID})
    mixed = frame.sample(frac=1, random_state=3)
    one, other = (jk.answers.themes(jk.read_answers(each, comments=["why"]), least=2) for each in (frame, mixed))
    pd.testing.assert_frame_equal(one.to_pandas(), other.to_pandas())
    pd.testing.assert_frame_equal(one.quotes(), other.quotes())


WORDS = st.sampled_from(["gate", "gates", "Queue", "staff", "parking", "the", "and", ","])


@pytest.mark.slow
@settings(max_examples=draws(25), deadline=None)
@given(st.lists(st.lists(WORDS, max_size=7), min_size=1, max_size=25))
def test_counts_are_those_of_counting_by_hand(comments: list[list[str]]) -> None:
    texts = [" ".join(words) or "-" for words in comments]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(scored_text, "languages_of", lambda found, *_: np.full(len(found), "en", object))
        found = jk.answers.themes(survey(texts), least=2, top=1000).to_pandas()
    by_hand: defaultdict[tuple[str, ...], set[int]] = defaultdict(set)
    stem = stemmer("en")
    for at, words in enumerate(comments):
        runs: list[list[str]] = [[]]
        for word in words:
            if word in ("the", "and", ","):
                runs.append([])
            else:
                runs[-1].append(stem(word.casefold()))
        for run in runs:
            for length in (1, 2, 3):
                for start in range(len(run) - length + 1):
                    by_hand[tuple(run[start : start + length])].add(at)
    for row in found.itertuples():
        assert row.comments == row.n == len(by_hand[tuple(stem(word) for word in row.theme.split())])
    assert found["comments"].ge(2).all()


def test_a_phrase_that_mostly_stands_in_a_longer_one_is_left_to_it() -> None:
    wide = 1 << 20
    keys = np.array([3, 5, 3 * wide + 5, 7])
    # 3 stands alone in most comments; 5 hardly ever.
    assert [int(keys[at]) for at in best(keys, np.array([20, 6, 5, 4]))] == [3, 3 * wide + 5, 7]


def test_comments_of_no_words_and_languages_without_spaces_have_no_themes() -> None:
    query = jk.answers.themes(survey(["??", "🙂"] * 10 + ["スタッフはとても親切でした"] * 6), least=2)
    assert query.to_pandas().empty
    assert query.quotes().empty
    assert "without 6 in languages without spaces" in query.note


def test_a_comment_near_the_limit_of_1_mb_is_themed() -> None:
    texts = ["security queue " * 60_000, *SAID[:5]]
    assert jk.answers.themes(survey(texts), least=5).to_pandas()["comments"].tolist() == [6]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"by": "stag"}, "by='stag' is no column of the comments. Did you mean 'stage'?"),
        ({"period": "moon"}, "period='moon' is none. Did you mean 'month'?"),
        ({"least": 1}, "least=1: a theme of one person would tell their words. Take 2 or more."),
        ({"names": "Ann"}, "names='Ann' takes a list"),
    ],
)
def test_what_cannot_be_asked_is_told(options: dict[str, object], words: str) -> None:
    with pytest.raises(AnswersError) as told:
        jk.answers.themes(survey(SAID, stage=["a"] * len(SAID)), **options)
    assert words in str(told.value)


def test_answers_without_comments_are_told() -> None:
    answers = jk.read_answers(pd.DataFrame({"Q1": [1, 2]}), questions={"Q1": (1, 5)})
    with pytest.raises(
        AnswersError, match=r"there are no comments among the answers\. comments=\[…\] names their columns"
    ):
        jk.answers.themes(answers)


def test_the_search_can_be_cancelled() -> None:
    stop = Cancel()

    def cancel(done: float, _: str) -> None:
        if done > 0.4:
            stop.cancel()

    with pytest.raises(CancelledError, match="the search for themes was stopped as asked"):
        jk.answers.themes(survey(SAID), progress=cancel, cancel=stop)


def test_100_secrets_in_ids_names_and_comments_are_in_nothing_that_leaves() -> None:
    chance = random.Random(1)
    ids, names = ([f"{kind}{at:03d}xq" for at in range(100)] for kind in ("canaryid", "Canaryname"))
    mails = [f"canarymail{at:03d}@example.org" for at in range(100)]
    phones = [f"+1 650 {chance.randrange(200, 999)} {chance.randrange(1000, 9999)}" for _ in range(100)]
    text = "The security queue was long, ask {name} or {mail} or {phone}, it was {feeling}"
    texts = [text.format(name=names[at], mail=mails[at], phone=phones[at], feeling="awful" if at % 2 else "great")
             for at in range(100)]  # fmt: skip
    frame = pd.DataFrame({"respondent": ids, "date": "2026-01-05", "stars": [1, None] * 50, "why": texts})
    answers = jk.read_answers(frame, questions={"stars": "stars"}, comments=["why"], pseudonym_key=b"0123456789abcdef")
    redacted = jk.answers.redact(texts, names=names)
    scored = jk.answers.scored_comments(answers, jk.answers.vader())
    themes = jk.answers.themes(scored, names=names, least=2)
    languages = jk.answers.languages(answers)
    values = (redacted, themes, scored, answers, languages, scored.report, answers.report)
    feelings = jk.answers.feeling(scored)
    frames = (themes.to_pandas(), themes.trend(), themes.quotes(), languages.to_pandas(), feelings.to_pandas())
    calls = (scored.report.call(), answers.report.call(), themes.note)
    left = [*redacted.texts, *calls, *map(repr, values), *(frame.to_csv() for frame in frames)]
    everything = "\n".join(map(str, left)).casefold()
    assert len(themes.quotes())
    assert not [each for each in [*ids, *names, *mails, *phones] if each.casefold() in everything]
    assert "canary" not in everything
    assert not set(ids) & set(answers.to_pandas()["respondent"])
    assert dict(redacted.counts) == {"e-mail": 100, "phone": 100, "name": 100}
