"""The guided build with the templates to begin with."""

from __future__ import annotations

from journeykit import templates
from journeykit.editors import GuidedBuild
from journeykit.model.journey import JourneyMap


def guided_build(journey: JourneyMap | None = None, *, editable: bool | None = None) -> GuidedBuild:
    """Return the guided build, which offers the templates as long as the map is blank.

    Parameters
    ----------
    journey : JourneyMap, optional
        The map to go on with; left out, a blank one.
    editable : bool, optional
        False shows the answers and changes nothing. Left out: see ``MapBoard``.

    Returns
    -------
    GuidedBuild
        ``build.map`` is the map as answered by now; keep it with ``jk.write_map(build.map, "my-map.json")``.

    Examples
    --------
    >>> import journeykit as jk
    >>> build = jk.dashboards.guided_build()
    >>> [start["name"] for start in build.starts][:2]
    ['Coaching programme', 'Nine-step journey']
    """
    starts = {}
    for name in templates.names():
        if name != "blank":
            # Bare: the questions are for the person to answer, not to find answered.
            start = templates.template(name, bare=True)
            starts[start.name] = start
    return GuidedBuild(journey, starts=starts, editable=editable)
