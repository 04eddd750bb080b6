"""The context of a map: scope, objectives, owners, technologies, sources, reviews."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from journeykit.model.base import Element, Id, Name, Value
from journeykit.model.data_file import DataFile
from journeykit.model.vocabulary import Horizon, SourceKind


class Scope(Value):
    """What the map covers and what success looks like to the customer."""

    offering: str = ""
    """What is offered, in one line."""
    offering_kind: Literal["product", "service", "both"] | None = None
    """Product, service or both."""
    success: str = ""
    """What success looks like, in the customer's words."""
    travellers: str = "customers"
    """Word for the travellers, in the plural: customers, families, households."""
    covers: str = ""
    """Which interactions the map covers, from where to where."""
    excludes: str = ""
    """What the map leaves out on purpose."""


class Objective(Element):
    """What the map is to achieve, tied to a business metric."""

    name: Name
    """The objective, short: more referrals, fewer support calls."""
    metric: str = ""
    """The business metric that it moves, such as retention rate."""
    horizon: Horizon | None = None
    """Short-term win or long-term growth."""
    target: str = ""
    """The value to reach, and by when."""
    touchpoints: tuple[Id, ...] = ()
    """Touchpoints that matter for it."""
    sources: tuple[Id, ...] = ()
    """Sources of the statement."""


class Owner(Element):
    """A person or team responsible for something on the map."""

    name: Name
    """Person or team."""
    department: str = ""
    """Department: marketing, sales, customer support, product …"""
    contact: str = ""
    """How to reach them."""


class Technology(Element):
    """A system that carries touchpoints or activities, such as the CRM."""

    name: Name
    """Name of the system."""
    purpose: str = ""
    """What it is used for."""
    is_crm: bool = False
    """True for the system that keeps the relation with the customer."""


class Source(Element):
    """Where a statement comes from: any element of the map can cite it by id."""

    title: Name
    """Title, or a short description of the data."""
    kind: SourceKind = "other"
    """What kind of source it is."""
    url: str = ""
    """Where to find it."""
    as_of: date | None = None
    """Date of the data or of publication."""
    note: str = ""
    """How it was collected, how many people, what it does not say."""
    owner: Id | None = None
    """Who keeps it up to date."""
    data: DataFile | None = None
    """The file with its data, if the map is measured by it."""


class Contributor(Value):
    """Somebody who worked on the map."""

    name: Name
    """Their name."""
    department: str = ""
    """The department they bring in."""


class Review(Value):
    """When the map is looked at again: at least yearly, and whenever the offering changes."""

    every_days: int = Field(default=365, ge=1)
    """Days between two reviews."""
    last: date | None = None
    """Date of the last review."""
    offering_changed: date | None = None
    """Date of the last change of the product, service or price."""


class Suppression(Value):
    """A finding of the map check that this map accepts, with the reason."""

    code: Name
    """Code of the finding, such as JK101."""
    reason: Name
    """Why it is accepted here."""
    element: str = ""
    """Id of the element it is accepted for; empty for the whole map."""
