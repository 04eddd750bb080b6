import pandas as pd
import pytest

from journeykit.model import JourneyMap


def stage_positions(log: pd.DataFrame, journey: JourneyMap) -> pd.DataFrame:
    """The rows that a touchpoint claims, with the position of its stage: a slow, obvious reading of the bindings."""
    place = {
        event: position
        for position, stage in enumerate(journey.stages)
        for touchpoint in journey.touchpoints_of(stage.id)
        for event in touchpoint.binding.events
    }
    claimed = log[log["event"].isin(place)]
    return claimed.assign(position=claimed["event"].map(place), previous=None).assign(
        previous=lambda rows: rows.groupby("path_id")["position"].shift()
    )


@pytest.fixture
def positions():
    return stage_positions
