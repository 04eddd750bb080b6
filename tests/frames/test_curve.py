"""The frame of an emotion curve."""

from __future__ import annotations

from journeykit.frames import emotions
from journeykit.model import edit, new_map


def test_a_curve_says_whether_a_point_is_the_persona_s_or_everybody_s() -> None:
    journey = edit.add_persona(new_map("Shop", stages=["Browse", "Pay"]), "Ada")
    journey = edit.set_emotion(edit.set_emotion(journey, "browse", 1), "pay", 2, persona="ada")
    assert emotions(journey)[["stage", "whose"]].values.tolist() == [["Browse", "all"], ["Pay", "persona"]]
