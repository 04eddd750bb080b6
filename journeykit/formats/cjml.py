"""CJML 2.0, the Customer Journey Modelling Language, as XML: actors and the communication points between them.

CJML has no stages, feelings or insights, so a map read from it has one stage. Its schema is not public: this follows
the published sample, which only shows the name of an *actual* journey. A planned journey is read under any name that
ends in ``Journey``; files are always written with ``actualJourney``, and the state of a future map is a loss.
"""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from journeykit.errors import FormatError
from journeykit.formats.draft import MapDraft
from journeykit.formats.lines import channel_of
from journeykit.formats.report import Exported, Imported
from journeykit.formats.round_trip import differences
from journeykit.formats.safe_xml import parse_xml
from journeykit.model.journey import JourneyMap
from journeykit.model.touchpoint import Touchpoint
from journeykit.model.vocabulary import label
from journeykit.text import xml_text

NAME = "CJML"
# CJML needs actors where the map has none: these two mean "all" and are not read back as persons.
_ANYBODY, _NOBODY = "all-customers", "the-business"
_STAGE = "Journey"
_ROLES = ("initiator", "receiver")


def read_cjml(data: bytes, *, source: str = "this CJML file") -> Imported:
    """Return the map in a CJML 2.0 file: end users are personas, providers owners, all touchpoints in one stage.

    An actor that a touchpoint names and the file does not define is reported.
    """
    root = parse_xml(data, source)
    if root.tag != "CJML":
        older = " This is the older tool's XML; version 2.0 is read." if root.tag == "cjml" else ""
        raise FormatError(source, "", f"expected the element CJML, found {root.tag!r}.{older}")
    journeys = [child for child in root if child.tag.endswith("Journey")]
    if not journeys:
        raise FormatError(source, "", "it holds no journey (actualJourney).")
    return _Reader(source).read(root, journeys)


def write_cjml(journey: JourneyMap) -> Exported:
    """Return a map as CJML 2.0, with its losses.

    The map does not say who begins a contact: every point begins with the customer. The touchpoint's name is the
    customer's label, its description the provider's.
    """
    root = Element("CJML", version="2.0")
    body = SubElement(root, "actualJourney")
    SubElement(body, "journeyID").text = journey.id
    actors = SubElement(body, "actors")
    anybody = any(not touchpoint.personas for touchpoint in journey.touchpoints)
    nobody = any(touchpoint.owner is None for touchpoint in journey.touchpoints)
    for id, name in [(p.id, p.name) for p in journey.personas] + [(_ANYBODY, "All customers")] * anybody:
        SubElement(SubElement(actors, "endUser", actorID=id), "actorName").text = xml_text(name)
    for id, name in [(o.id, o.name) for o in journey.owners] + [(_NOBODY, "The business")] * nobody:
        SubElement(SubElement(actors, "serviceProvider", actorID=id), "companyName").text = xml_text(name)
    points = SubElement(body, "touchpoints")
    for stage in journey.stages:
        for touchpoint in journey.touchpoints_of(stage.id):
            _write_point(points, touchpoint)
    indent(root)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    data = head + tostring(root, encoding="unicode").encode("utf-8", "replace") + b"\n"
    return Exported(data, differences(journey, read_cjml(data).map, NAME))


def _write_point(points: Element, touchpoint: Touchpoint) -> None:
    point = SubElement(points, "actualCommunicationPoint")
    SubElement(point, "touchpointID").text = touchpoint.id
    customer = touchpoint.personas[0] if touchpoint.personas else _ANYBODY
    for role, actor, words in (
        ("initiator", customer, touchpoint.name),
        ("receiver", touchpoint.owner or _NOBODY, touchpoint.description or touchpoint.name),
    ):
        side = SubElement(point, role)
        SubElement(side, "refersTo", actorIDref=actor)
        SubElement(side, f"{role}Label").text = xml_text(words)
    SubElement(SubElement(point, "channel"), "channelName").text = label(touchpoint.channel)


def _words(element: Element | None) -> str:
    return "".join(element.itertext()).strip() if element is not None else ""


class _Reader(MapDraft):
    """Reads one CJML document."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self._stage = self.add("stages", _STAGE)["id"]
        self._actors: dict[str, tuple[str, str]] = {}

    def read(self, root: Element, journeys: list[Element]) -> Imported:
        """Return the map of the first journey with its report."""
        journey = journeys[0]
        for other in [child for child in root if child is not journey]:
            self.left("", f"<{other.tag}>", f"a map is read from the first journey, <{journey.tag}>")
        name = _words(journey.find("journeyID")) or "Journey"
        if journey.tag.lower().startswith("planned"):
            self.facts["state"] = "future"
        for child in journey:
            if child.tag == "actors":
                for actor in child:
                    self._actor(actor)
            elif child.tag == "touchpoints":
                for number, point in enumerate(child, 1):
                    self._point(point, f"touchpoint {number}")
            elif child.tag != "journeyID":
                self.left("", f"<{child.tag}>", "its meaning is not known here")
        count = len(self.of("touchpoints"))
        self.assumed("", f"stage {_STAGE!r} for all {count} touchpoints", "CJML has no stages")
        return self.imported(name, wanted=name)

    def _actor(self, actor: Element) -> None:
        reference = actor.get("actorID", "")
        name = _words(actor.find("actorName")) or _words(actor.find("companyName")) or reference
        collection = "personas" if actor.tag == "endUser" else "owners"
        if reference in (_ANYBODY, _NOBODY):
            self._actors[reference] = ("", "")
            return
        if not name:
            self.left("actors", f"<{actor.tag}>", "it has neither name nor id")
            return
        id = self.add(collection, name, wanted=reference)["id"]
        self._actors[reference] = (collection, id)
        self.took("actors", f"{collection[:-1]} {id!r}")
        if actor.tag not in ("endUser", "serviceProvider"):
            self.assumed("actors", f"<{actor.tag}> {id!r}", "taken as an owner: neither user nor provider")

    def _point(self, point: Element, place: str) -> None:
        labels = [_words(point.find(f"{role}/{role}Label")) for role in _ROLES]
        name = labels[0] or labels[1]
        if not name:
            self.left(place, f"<{point.tag}>", "it has no label")
            return
        fields = self.add("touchpoints", name, wanted=_words(point.find("touchpointID")), stage=self._stage)
        if labels[1] and labels[1] != name:
            fields["description"] = labels[1]
        fields["channel"] = self._channel(_words(point.find("channel")), place)
        for role in _ROLES:
            for refers in point.iterfind(f"{role}/refersTo"):
                self._refer(fields, refers.get("actorIDref", ""), place)
        self.took(place, f"touchpoint {fields['id']!r}")
        first = [self._actors.get(refers.get("actorIDref", "")) for refers in point.iterfind("initiator/refersTo")]
        if any(actor and actor[0] == "owners" for actor in first):
            self.left(place, "who begins", "the map does not say that the provider begins a contact")
        for child in point:
            if child.tag not in ("touchpointID", "initiator", "receiver", "channel"):
                self.left(place, f"<{child.tag}>", "the map has no place for it")

    def _refer(self, fields: dict[str, Any], reference: str, place: str) -> None:
        if reference not in self._actors:
            self.left(place, f"actor {reference!r}", "the file does not define that actor")
            return
        collection, id = self._actors[reference]
        if collection == "personas":
            fields["personas"] = tuple(dict.fromkeys((*fields.get("personas", ()), id)))
        elif collection == "owners" and "owner" not in fields:
            fields["owner"] = id
        elif collection == "owners" and fields["owner"] != id:
            self.left(place, f"actor {reference!r}", "a touchpoint has one owner")

    def _channel(self, words: str, place: str) -> str:
        channel = channel_of(words)
        if channel is None:
            self.left(place, f"channel {words!r}", "no such channel on a map: 'other' is written there")
        return channel or "other"
