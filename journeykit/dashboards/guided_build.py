"""The guided build with templates to start from."""

from __future__ import annotations

from journeykit import templates
from journeykit.editors import GuidedBuild
from journeykit.model.journey import JourneyMap


def guided_build(journey: JourneyMap | None = None, *, editable: bool | None = None) -> GuidedBuild:
    """Return the guided build, which offers templates as long as the map is blank.

    Parameters
    ----------
    journey : JourneyMap, optional
        The map to continue; a blank one by default.
    editable : bool, optional
        False shows the answers and changes nothing. Default: see ``MapBoard``.

    Returns
    -------
    GuidedBuild
        ``build.map`` is the current map; save it with ``jk.write_map(build.map, "my-map.json")``.

    Examples
    --------
    >>> import journeykit as jk
    >>> build = jk.dashboards.guided_build()
    >>> [start["name"] for start in build.starts][:2]
    ['Coaching programme', 'Nine-step journey']
    """
    # Bare, because the person answers the questions.
    starts = [templates.template(name, bare=True) for name in templates.names() if name != "blank"]
    return GuidedBuild(journey, starts={start.name: start for start in starts}, editable=editable)
