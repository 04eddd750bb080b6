import pytest

from journeykit.errors import FormatError
from journeykit.formats.decoding import text_in
from journeykit.formats.matrix_csv import read_matrix_csv
from journeykit.formats.report import Notes

GERMAN = "Phase;Bedürfnis;Kauf\nGefühle;froh (+1);unsicher (-1)\n"
FRENCH = "Étapes;Découverte;Achat\nÉmotions;gai (+1);déçu (-1)\n"
JAPANESE = "フェーズ,認知,購入\n行動,広告を見る,注文する\n感情,わくわく(+1),不安(-1)\n"


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "latin-1", "cp1252"),
        (GERMAN, "mac-roman", "mac-roman"),
        (GERMAN, "cp850", "cp850"),
        (FRENCH, "cp1252", "cp1252"),
        (FRENCH, "mac-roman", "mac-roman"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc-jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso2022_jp"),
        ("Stage,Café\nActions,go\n", "cp1252", "cp1252"),
    ],
)
def test_an_encoding_is_found_where_it_is_certain_and_said(text: str, encoding: str, said: str) -> None:
    imported = read_matrix_csv(text.encode(encoding))
    assert imported.map == read_matrix_csv(text.encode()).map
    assert str(imported.report.assumed[0]).startswith(f"encoding {said} - ")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_needs_no_word(encoding: str) -> None:
    imported = read_matrix_csv(GERMAN.encode(encoding))
    assert imported.map == read_matrix_csv(GERMAN.encode()).map
    assert not [note for note in imported.report.assumed if "encoding" in note.what]


def test_letters_that_differ_between_encodings_are_not_guessed() -> None:
    with pytest.raises(FormatError, match=r"line 2: the text is not UTF-8. Save it as .CSV UTF-8., or state"):
        read_matrix_csv("Stage,A\nActions,řeka kůň\n".encode("cp1250"))


def test_a_stated_encoding_is_taken_and_a_wrong_one_is_refused_with_its_line() -> None:
    assert text_in("Größe".encode("cp850"), "s", "cp850", Notes()) == "Größe"
    with pytest.raises(FormatError, match=r"s.csv, line 2: the text is not ascii"):
        text_in("a\nGröße".encode(), "s.csv", "ascii", Notes())
