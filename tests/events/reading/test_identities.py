"""Which ids are of one person: claims follow a chain, a shared id stays apart, and kinds are told by their columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from journeykit.errors import ColumnRoleError
from journeykit.events.reading.identities import PREFERRED, Identities, found_identities, kinds_of


def found(*sources: tuple[list[str], list[tuple[str | None, ...]]]) -> Identities:
    return found_identities(
        (kinds, iter([[pa.array([row[at] for row in rows], pa.string()) for at in range(len(kinds))]]))
        for kinds, rows in sources
    )


def test_an_id_belongs_to_the_best_one_at_the_end_of_its_chain() -> None:
    rows = [("ann", "cookie", None), (None, "cookie", "device")]
    claims = found((["user", "cookie", "device"], rows)).claims
    assert claims == {"cookie": {"cookie": "ann"}, "device": {"device": "ann"}}


def test_an_id_beside_several_people_in_several_sources_is_shared() -> None:
    both = found(([PREFERRED, "device"], [("ann", "d")]), ([PREFERRED, "device"], [("bob", "d"), ("bob", "e")]))
    assert both.claims == {"device": {"e": "bob"}}
    assert both.shared == 1
    assert [note.partition(":")[0] for note in both.notes("another")] == ["identities joined", "identities not joined"]


def test_ids_of_two_kinds_that_are_written_alike_are_told_apart() -> None:
    claims = found(([PREFERRED, "session"], [("ann", "17")]), ([PREFERRED, "order"], [("bob", "17")])).claims
    assert claims == {"session": {"17": "ann"}, "order": {"17": "bob"}}


def test_a_preferred_column_that_another_source_prefers_less_is_of_its_kind() -> None:
    kinds = kinds_of([["patient"], ["user_id", "anonymous_id", "device"], ["anonymous_id"], ["device", "serial"]])
    assert kinds == [[""], ["", "anonymous_id", "device"], ["anonymous_id"], ["device", "serial"]]


def test_a_circle_of_preferences_is_refused() -> None:
    with pytest.raises(ColumnRoleError, match=r"'a', 'b'.* in different orders"):
        found((["a", "b"], []), (["b", "a"], []))
