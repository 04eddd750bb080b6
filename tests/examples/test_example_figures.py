"""The figures printed on the example maps are those of their logs, counted here once more without journeykit."""

from fnmatch import fnmatchcase

import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from journeykit import examples

# Length of a period of the series, and the days of the baseline.
QUARTER = 3
MONTHS = {"cook-family": 6, "grocery-households": 12}
YEAR = ("2025-01-01", "2025-12-31")
BASELINE = {"online-shop": ("2025-10-01", "2026-03-31"), "first-ride": ("2025-10-01", "2026-03-31")}


@pytest.fixture(params=examples.names())
def journey(request):
    return examples.example(request.param)


@pytest.fixture
def log(journey, example_log):
    return example_log(journey.id)


def outcomes(log: pd.DataFrame, formula) -> pd.DataFrame:
    """One row a traveller with an attempt whose window is over: time of the first attempt, and whether it succeeded."""

    def rows(rules):
        names = [name for name in log["event"].unique() if any(fnmatchcase(name, rule) for rule in rules)]
        return log[log["event"].isin(names)]

    first = (rows(formula.attempt) if formula.attempt else log).groupby("path_id")["time"].min()
    window = pd.Timedelta(formula.window.replace("d", "D"))
    success = rows(formula.success).merge(first.rename("first"), left_on="path_id", right_index=True)
    inside = success["time"].between(success["first"], success["first"] + window)
    found = pd.DataFrame({"first": first, "won": first.index.isin(success.loc[inside, "path_id"])})
    return found[found["first"] + window <= log["time"].max()]


def counted(found: pd.DataFrame, start, end) -> tuple[int, int]:
    first, last = (pd.Timestamp(day, tz="UTC") for day in (start, end))
    part = found[(found["first"] >= first) & (found["first"] < last + pd.Timedelta("1D"))]
    return int(part["won"].sum()), len(part)


@pytest.mark.slow
def test_every_point_of_a_series_is_what_the_log_gives(journey, log):
    points = 0
    for kpi in journey.kpis:
        found = outcomes(log, kpi.formula)
        for point in kpi.series:
            end = pd.Timestamp(point.as_of)
            start = end + pd.Timedelta("1D") - pd.DateOffset(months=MONTHS.get(journey.id, QUARTER))
            won, n = counted(found, start, end)
            low, high = proportion_confint(won, n, method="wilson")
            expected = [round(100 * won / n, 1), n, round(100 * low, 1), round(100 * high, 1)]
            assert [point.value, point.n, point.low, point.high] == expected, (kpi.id, point.as_of)
            assert n >= 30, "a smaller base says nothing"
            points += 1
    assert points > 20 or not journey.synthetic


@pytest.mark.slow
def test_every_baseline_is_what_the_log_gives(journey, log):
    for kpi in journey.kpis:
        if kpi.baseline is None:
            assert kpi.series, kpi.id
            continue
        won, n = counted(outcomes(log, kpi.formula), *BASELINE.get(journey.id, YEAR))
        assert kpi.baseline == round(100 * won / n, 1), kpi.id


def test_every_measured_improvement_is_what_the_log_gives(journey, log):
    measured = [improvement for improvement in journey.improvements if improvement.difference]
    assert bool(measured) == journey.synthetic
    for improvement in measured:
        kpi = next(kpi for kpi in journey.kpis if kpi.id == improvement.kpi)
        found = outcomes(log, kpi.formula)
        before = counted(found, improvement.baseline.start, improvement.baseline.end)
        after = counted(found, improvement.follow_up.start, improvement.follow_up.end)
        low, high = confint_proportions_2indep(*after, *before, method="newcomb", compare="diff")
        difference = after[0] / after[1] - before[0] / before[1]
        expected = [round(100 * share, 1) for share in (difference, low, high)]
        shown = improvement.difference
        assert [shown.value, shown.low, shown.high] == expected, improvement.id
        better = low > 0 if kpi.direction == "up" else high < 0
        assert improvement.verdict == ("keep" if better else "inconclusive")
