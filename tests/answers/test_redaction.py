"""Personal data in comments is replaced, and what only looks like it stays."""

from __future__ import annotations

import time

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import journeykit as jk
from journeykit.answers.redaction import KINDS, Redactor
from journeykit.errors import AnswersError
from tests.cpu import usual_seconds
from tests.draws import draws

NAMES = ["Maria Lopez", "José", "Zoë Q. Ng", "王小明"]
FOUND = [
    ("mail john.doe@example.com. Then I left", "mail [e-mail]. Then I left"),
    ("John.Doe+x@mail.example.co.uk!", "[e-mail]!"),
    ("name (at) mail dot com please", "[e-mail] please"),
    ("name [at] mail [dot] com", "[e-mail]"),
    ("name(at)mail.com. Bye", "[e-mail]. Bye"),
    ("jane at gmail.com ok", "[e-mail] ok"),
    ("jane at mail dot com", "[e-mail]"),
    ("jane {at} gmail", "[e-mail]"),
    ("anna (ät) web punkt de", "[e-mail]"),
    ("ana arroba correo punto es", "[e-mail]"),
    ("name @ mail . com x", "[e-mail] x"),
    ("name\uff20mail.com", "[e-mail]"),
    ("na\u200bme@mail.com", "[e-mail]"),
    ("call +1 (650) 555-0100 now", "call [phone] now"),
    ("0049 30 123456", "[phone]"),
    ("+49 (0)30 / 12345-67", "[phone]"),
    ("650.555.0100", "[phone]"),
    ("call 555-1234", "call [phone]"),
    ("06 12 34 56 78", "[phone]"),
    ("+44 20 7946 0958, thanks", "[phone], thanks"),
    ("+۴۹ ۳۰ ۱۲۳۴۵۶۷", "[phone]"),
    ("650–555–0100", "[phone]"),  # noqa: RUF001
    ("650\u200b5550100", "[number]"),
    ("4111 1111 1111 1111 card", "[card] card"),
    ("4111-1111-1111-1112", "[card]"),
    ("371449635398431", "[card]"),
    ("３７１４４９６３５３９８４３１", "[card]"),  # noqa: RUF001
    ("IBAN DE89 3704 0044 0532 0130 00 was mine", "IBAN [iban] was mine"),
    ("GB29NWBK60161331926819", "[iban]"),
    ("order 123456 late", "order [number] late"),
    ("Order no. 4711", "Order no. [number]"),
    ("booking reference X7K9P2", "booking reference [number]"),
    ("my PNR is ABCDEF ok", "my PNR is [number] ok"),
    ("case #00123", "case [number]"),
    ("Bestellnummer: 20471", "Bestellnummer: [number]"),
    ("customer number 12 34 56", "customer number [number]"),
    ("ORD-2016-88213 and user_00042", "[number] and [number]"),
    ("my id is 8837219", "my id is [number]"),
    ("550e8400-e29b-41d4-a716-446655440000", "[number]"),
    ("see https://x.com/track?id=123, ok", "see [link], ok"),
    ("at shop.example.com/o/abc?x=1.", "at [link]."),
    ("@johnsmith said", "[handle] said"),
    ("met maria  lopez and JOSE, zoe q ng, 王小明先生", "met [name] and [name], [name], [name]先生"),
    ("Lopez's bag, Maria-Lopez", "Lopez's bag, [name]"),
]
KEPT = [
    "arrived 2017-05-12 10:30 at gate 12, on 05/12/2017 - 06/12/2017 and 2.5.2017",
    "in 2015, 2016 and 2017 2018, or 2015-2016, the 1990s-2000s",
    "costs $1,299.00 or 1.299,00 € or 1000000 dollars, £ 12 000.50",
    "gate G94, B12-B20, flight UA1234 and UA 1234, LH4567-LH4568, LH 400",
    "10/10 would fly again, 7.5/10, 5 4 3 5 5 4 2, 24/7, 9 out of 10",
    "order 2017 was bad, ticket 45 waited, order 66",
    "see www.flysfo.com or flysfo.com",
    "meet @ 5pm, food @ gate. It was good",
    "I ate at gate.It was cold. Look at the dot",
    "1.299.000 people, 10 000 000 people, 12:30-14:45 or 10.30-11.45, 10am-11pm",
    "B737-800, A320-200 and boeing 747-400, SFO2017",
    "Terminal 3, 2 hours 30 min, 45 minutes, 1,2,3, 100 %",
    "ok", "??", "🙂", "Mariana Lopezito", "code is easy", "the reference desk",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), FOUND)
def test_personal_data_is_replaced(text: str, wanted: str) -> None:
    assert Redactor(NAMES)(text) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert Redactor(NAMES)(text) == text


def test_what_was_replaced_is_counted_by_kind_and_missing_texts_stay_missing() -> None:
    texts = ["a@b.com, c@d.org", None, "+1 650 555 0100", "fine"]
    for given_ in (texts, pd.Series(texts), pa.array(texts)):
        redacted = jk.answers.redact(given_)
        assert redacted.texts == ("[e-mail], [e-mail]", None, "[phone]", "fine")
        assert dict(redacted.counts) == {"e-mail": 2, "phone": 1}
    assert repr(redacted) == "Redacted(4 texts: 2 e-mail, 1 phone)"
    assert jk.answers.redact("a@b.com").texts == ("[e-mail]",)


def test_what_is_no_text_or_no_list_of_names_is_told() -> None:
    with pytest.raises(AnswersError, match="text 2 is a int, not a text"):
        jk.answers.redact(["a", 5])
    with pytest.raises(AnswersError, match=r"names='Ann' takes a list: names=\['Ann'\]"):
        jk.answers.redact("a", names="Ann")


DIGITS = st.text("0123456789", min_size=10, max_size=10).filter(
    lambda digits: digits[0] in "23456789" and digits[4:] != "000000"
)
PLAIN = st.lists(
    st.sampled_from(["good", "the gate", "was late", "in 2017", "10/10", "für", "🙂", "gate B12", "$5"]), max_size=4
)


def canaries() -> st.SearchStrategy[tuple[str, str]]:
    """A secret as somebody may write it, and the part that must not survive."""
    word = st.text("abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12).map(lambda word: f"canary{word}")
    mails = [lambda a, b: f"{a}@{b}.com", lambda a, b: f"{a} (at) {b} dot org", lambda a, b: f"{a}[at]{b}.de",
             lambda a, b: f"{a} at {b} dot com",
             lambda a, b: f"{a}@mail.{b}.co.uk", lambda a, b: f"{a} at gmail.com"]  # fmt: skip
    phones = [lambda d: f"+1 {d[:3]} {d[3:6]} {d[6:]}", lambda d: f"({d[:3]}) {d[3:6]}-{d[6:]}", lambda d: f"+49{d}",
              lambda d: f"{d[:3]}-{d[3:6]}-{d[6:]}", lambda d: f"00{d}", lambda d: d,
              lambda d: "".join(chr(0x0660 + int(x)) for x in d), lambda d: " ".join(d)]  # fmt: skip
    codes = [lambda d: f"order 9{d[:6]}", lambda d: f"ORD-{d}", lambda d: f"https://shop.example/x?id={d}",
             lambda d: f"4111 1111 {d[:4]} {d[4:8]}", lambda d: f"user_{d}", lambda d: f"#{d[:5]}"]  # fmt: skip
    return st.one_of(
        st.builds(lambda make, a, b: (make(a, b), a), st.sampled_from(mails), word, word),
        st.builds(lambda make, d: (make(d), _core(make(d))), st.sampled_from(phones), DIGITS),
        st.builds(lambda make, d: (make(d), _core(make(d))), st.sampled_from(codes), DIGITS),
    )


def _core(written: str) -> str:
    """The last digits as written."""
    return written[-4:]


@settings(max_examples=draws(300), deadline=None)
@given(PLAIN, canaries(), PLAIN)
def test_a_planted_secret_never_survives_wherever_it_stands(
    before: list[str], planted: tuple[str, str], after: list[str]
) -> None:
    secret, core = planted
    redactor = Redactor()
    text = " ".join([*(f"{words}," for words in before), secret, *(f", {words}" for words in after)])
    redacted = redactor(text)
    assert redacted is not None
    assert core not in redacted.replace("2017", "")
    assert sum(redactor.counts.values()) >= 1
    assert set(redactor.counts) <= set(KINDS)
    assert all(words in redacted for words in (*before, *after))
    assert Redactor()(redacted) == redacted


@settings(max_examples=draws(200), deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_redacted_and_twice_is_the_same_as_once(text: str) -> None:
    once = Redactor(NAMES)(text)
    assert Redactor(NAMES)(once) == once


@pytest.mark.soak
def test_100_000_comments_take_a_few_seconds() -> None:
    plain = "Friendly staff but the food was expensive and the seats were dirty again"
    texts = [
        f"Queue at gate B{n % 90}: {n % 60} minutes, {n}@x.org or 650 555 {n % 10000:04}" if n % 5 == 0 else plain
        for n in range(100_000)
    ]
    begin = time.process_time()
    redacted = jk.answers.redact(texts, names=NAMES)
    assert usual_seconds(time.process_time() - begin) < 6
    assert dict(redacted.counts) == {"e-mail": 20_000, "phone": 20_000}


LONG = ("a", "1 ", "a.b@", "12-", "x (at) ", "+", "order ", "A1-", "http://")


@pytest.mark.slow
@pytest.mark.parametrize("part", LONG)
def test_the_time_for_a_long_text_grows_with_its_length_only(part: str) -> None:
    # 1 MB, the longest that is read.
    begin = time.process_time()
    Redactor(NAMES)(part * (1_000_000 // len(part)) + "x")
    assert usual_seconds(time.process_time() - begin) < 6
