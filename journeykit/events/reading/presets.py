"""The column names of who, what and when in the exports of known tools.

Column names are those of the tools' own documentation of their exports (GA4's BigQuery export, Mixpanel's raw export,
Amplitude's Export API, PostHog's events table, Segment's warehouse ``tracks`` table, Snowplow's ``atomic.events``).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from journeykit.errors import ColumnRoleError, listing, nearest


@dataclass(frozen=True)
class Preset:
    """The column names of one tool: ``path``, ``event`` and ``time`` are alternatives, the best one first.

    ``marks`` are further columns that a log must have to be recognised. ``times`` are the kinds of time that the tool
    writes; ``note`` is for its users.
    """

    label: str
    path: tuple[str, ...]
    event: tuple[str, ...]
    time: tuple[str, ...]
    order: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    times: tuple[str, ...] = ("iso", "iso_offset")
    note: str = ""


PRESETS: dict[str, Preset] = {
    "pm4py": Preset("pm4py / XES", ("case:concept:name",), ("concept:name",), ("time:timestamp",)),
    "xes": Preset("pm4py / XES", ("case:concept:name",), ("concept:name",), ("time:timestamp",)),
    "disco": Preset("Disco", ("Case ID",), ("Activity",), ("Complete Timestamp",),
                    times=("iso", "iso_offset", "day_first", "month_first")),
    "ga4": Preset("GA4", ("user_pseudo_id",), ("event_name",), ("event_timestamp",), order=("batch_event_index",),
                  times=("epoch_us",),
                  note="GA4: a path is a browser or app (user_pseudo_id); events sent together share one time"),
    "mixpanel": Preset("Mixpanel", ("distinct_id",), ("event", "event_name"), ("time",), times=("epoch_s", "epoch_ms"),
                       note="Mixpanel: projects made before 2023 write times in their own time zone, which is read "
                       "as UTC here"),
    "amplitude": Preset("Amplitude", ("amplitude_id", "user_id"), ("event_type",), ("event_time",),
                        note="Amplitude: times are UTC; amplitude_id joins a person's visits before and after login"),
    "posthog": Preset("PostHog", ("person_id", "distinct_id"), ("event",), ("timestamp",), marks=("distinct_id",),
                      note="PostHog: person_id joins the distinct ids of one person; without it a path is one "
                      "distinct id"),
    "segment": Preset("Segment", ("anonymous_id",), ("event",), ("timestamp", "original_timestamp"),
                      note="Segment: events sent by a server may lack an anonymous_id; path_col='user_id' counts "
                      "identified people instead"),
    "snowplow": Preset("Snowplow", ("domain_userid",), ("event_name",), ("derived_tstamp", "collector_tstamp"),
                       note="Snowplow: a path is a browser (domain_userid)"),
    "retentioneering": Preset("retentioneering", ("user_id",), ("event",), ("timestamp",),
                              order=("event_index", "index"),
                              marks=("event_type",),
                              note="retentioneering: rows that it added itself (path_start, path_end) are events here"),
}  # fmt: skip
"""Value of ``preset=`` -> the tool."""


def preset_named(name: str) -> Preset:
    """Return the preset of a name; the error for an unknown one names the nearest."""
    preset = PRESETS.get(name.casefold())
    if preset is None:
        hint = nearest(name, PRESETS)
        guess = f" Did you mean {hint!r}?" if hint else ""
        raise ColumnRoleError(f"preset={name!r} is not known.{guess} Presets: {listing(PRESETS)}.")
    return preset


def recognised(
    columns: Sequence[str], given: dict[str, str | None], missing: Collection[str]
) -> tuple[Preset, dict[str, str]] | None:
    """Return the tool all of whose columns exist (and agree with the given ones), and its columns by role.

    None if several tools fit with different columns.
    """
    readings: dict[tuple[str, ...], tuple[Preset, dict[str, str]]] = {}
    for preset in PRESETS.values():
        fills = filled(preset, columns)
        agrees = all(given[role] in (None, column) for role, column in fills.items())
        marked = all(matching(columns, (mark,)) for mark in preset.marks)
        if len(fills) == 3 and agrees and marked:
            readings.setdefault(tuple(fills[role] for role in sorted(missing)), (preset, fills))
    return next(iter(readings.values())) if len(readings) == 1 else None


def filled(preset: Preset, columns: Sequence[str]) -> dict[str, str]:
    """Return role -> column of the preset; a role without a column is left out."""
    fills = {}
    for role, names in (("path", preset.path), ("event", preset.event), ("time", preset.time)):
        hits = [hit for name in names if len(hit := matching(columns, (name,)) or inside(columns, name)) == 1]
        if hits:
            fills[role] = hits[0][0]
    return fills


def matching(columns: Sequence[str], names: Sequence[str]) -> list[str]:
    """Return the columns with one of the names, ignoring case and punctuation."""
    wanted = {_folded(name) for name in names}
    return [column for column in dict.fromkeys(columns) if _folded(column) in wanted]


def inside(columns: Sequence[str], name: str) -> list[str]:
    """Return the columns that are a field of this name inside another one: ``properties.distinct_id``."""
    return [
        column
        for column in dict.fromkeys(columns)
        if _folded(column.rpartition(".")[2]) == _folded(name) and "." in column
    ]


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


_ENRICHED = """
    app_id platform etl_tstamp collector_tstamp dvce_created_tstamp event event_id txn_id name_tracker v_tracker
    v_collector v_etl user_id user_ipaddress user_fingerprint domain_userid domain_sessionidx network_userid geo_country
    geo_region geo_city geo_zipcode geo_latitude geo_longitude geo_region_name ip_isp ip_organization ip_domain
    ip_netspeed page_url page_title page_referrer page_urlscheme page_urlhost page_urlport page_urlpath page_urlquery
    page_urlfragment refr_urlscheme refr_urlhost refr_urlport refr_urlpath refr_urlquery refr_urlfragment refr_medium
    refr_source refr_term mkt_medium mkt_source mkt_term mkt_content mkt_campaign contexts se_category se_action
    se_label se_property se_value unstruct_event tr_orderid tr_affiliation tr_total tr_tax tr_shipping tr_city tr_state
    tr_country ti_orderid ti_sku ti_name ti_category ti_price ti_quantity pp_xoffset_min pp_xoffset_max pp_yoffset_min
    pp_yoffset_max useragent br_name br_family br_version br_type br_renderengine br_lang br_features_pdf
    br_features_flash br_features_java br_features_director br_features_quicktime br_features_realplayer
    br_features_windowsmedia br_features_gears br_features_silverlight br_cookies br_colordepth br_viewwidth
    br_viewheight os_name os_family os_manufacturer os_timezone dvce_type dvce_ismobile dvce_screenwidth
    dvce_screenheight doc_charset doc_width doc_height tr_currency tr_total_base tr_tax_base tr_shipping_base
    ti_currency ti_price_base base_currency geo_timezone mkt_clickid mkt_network etl_tags dvce_sent_tstamp
    refr_domain_userid refr_dvce_tstamp derived_contexts domain_sessionid derived_tstamp event_vendor event_name
    event_format event_version event_fingerprint true_tstamp
"""
SNOWPLOW_ENRICHED = tuple(_ENRICHED.split())
"""The columns of Snowplow's enriched events, which are written as tabs without a header."""
