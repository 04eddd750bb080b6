# ruff: noqa: RUF001
import pytest

from journeykit.errors import FormatError
from journeykit.formats.lane_names import STANDARD, LaneNames, _data, plain_label, scale_in
from journeykit.formats.matrix_csv import read_matrix_csv

NAMES = LaneNames()

# What people call the six lanes that nearly every map has, written down independently of the table.
SIX = {
    "de": ["Kundenaktionen", "Kontaktpunkte", "Gedanken", "Emotionen", "Schmerzpunkte", "Chancen"],
    "fr": [
        "Actions de l'utilisateur",
        "Points de contact",
        "Pensées",
        "Ressenti",
        "Irritants",
        "Pistes d’amélioration",
    ],
    "es": ["Acciones", "Puntos de contacto", "Pensamientos", "Emociones", "Puntos de dolor", "Oportunidades"],
    "pt": ["Ações do cliente", "Pontos de contato", "Pensamentos", "Sentimentos", "Dores", "Oportunidades"],
    "it": ["Azioni", "Punti di contatto", "Pensieri", "Emozioni", "Criticità", "Opportunità"],
    "nl": ["Klantacties", "Contactmomenten", "Gedachten", "Gevoelens", "Pijnpunten", "Kansen"],
    "ja": ["行動", "タッチポイント", "思考", "感情", "課題", "施策"],
}
MEANT = ["actions", "touchpoints", "thoughts", "feelings", "pain-points", "opportunities"]


@pytest.mark.parametrize("language", SIX)
def test_the_six_usual_lanes_have_names_in_every_language(language: str) -> None:
    assert [NAMES.lane(label) for label in SIX[language]] == MEANT


@pytest.mark.parametrize(
    ("label", "lane"),
    [
        ("SCHMERZPUNKTE:", "pain-points"),
        ("Gefuehle", "feelings"),
        ("gefuhle", "feelings"),
        ("EMOTIONS", "feelings"),
        ("2. Pain Points", "pain-points"),
        ("③ 感情", "feelings"),
        ("Emotionen (1-5)", "feelings"),
        ("Actions: what does the customer do?", "actions"),
        ("Pains / Frustrations", "pain-points"),
        ("Ideen & Chancen", "opportunities"),
        ("Points\u00a0de\u00a0contact", "touchpoints"),
        ("Thoughts & feelings", None),  # Two lanes.
        ("Pain points (text)", None),  # What the export writes for a lane of text with such a name.
        ("Moon phase", None),
        ("Aktivitäten", None),  # Of the customer or of the company.
        ("x" * 200, None),
    ],
)
def test_a_label_is_recognised_as_people_write_it(label: str, lane: str | None) -> None:
    assert NAMES.lane(label) == lane


def test_no_name_of_a_lane_has_two_meanings() -> None:
    seen: dict[str, set[str]] = {}
    for lane, languages in _data()["lanes"].items():
        for words in languages.values():
            for word in words.split(","):
                seen.setdefault(plain_label(word), set()).add(lane)
    assert not {word: lanes for word, lanes in seen.items() if len(lanes) > 1}
    assert set(_data()["lanes"]) == set(STANDARD)


def test_own_names_come_before_the_known_ones() -> None:
    names = LaneNames({"Autsch": "Pain points", "Ideen": "text", "Etap": "stage", "Idee": "thoughts"})
    assert [names.lane(label) for label in ("autsch:", "Ideen", "Idee", "Chancen")] == [
        "pain-points",
        None,
        "thoughts",
        "opportunities",
    ]
    assert names.is_stage("ETAP")
    assert not NAMES.is_stage("Etap")


def test_a_lane_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        FormatError, match=r"s.csv: there is no lane 'pain-pionts'. Did you mean 'pain-points'\? Lanes: 'actions'"
    ):
        LaneNames({"Autsch": "pain-pionts"}, "s.csv")


@pytest.mark.parametrize(
    ("label", "scale"),
    [
        ("Emotions (1-5)", (1, 5)),
        ("Gefühle (0 bis 10)", (0, 10)),
        ("感情（１〜５）", None),
        ("感情（１～５）", (1, 5)),
        ("Mood [-3..+3]", (-3, 3)),
        ("Mood (5)", None),
        ("Mood", None),
    ],
)
def test_the_brackets_of_a_label_state_the_scale(label: str, scale: tuple[int, int] | None) -> None:
    assert scale_in(label) == scale


def test_a_row_that_is_not_understood_is_kept_and_the_nearest_name_is_said() -> None:
    imported = read_matrix_csv(b"Phase;Kauf\nSchmerzpunkt_e;teuer\nMondphase;voll\n")
    assert imported.map.cell("kauf", "mondphase").text == "voll"
    told = [str(note) for note in imported.report.assumed]
    assert told[0].startswith(
        "cell A2: row 'Schmerzpunkt_e' - no known lane: kept as a text lane. Nearest: 'schmerzpunkt"
    )
    assert told[1] == "cell A3: row 'Mondphase' - no known lane: kept as a text lane"
