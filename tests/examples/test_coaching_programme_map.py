"""Facts of the guide's case study, and that the log shows its two results under the reading that the map states."""

import pandas as pd
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from journeykit.examples import example

COACHING = example("coaching-programme")
GUIDE = "guide-signature-experience"


def test_the_stages_are_those_of_the_case_study():
    names = ["Discovery", "Onboarding", "Core Program", "Certification", "Alumni Engagement"]
    assert [stage.name for stage in COACHING.stages] == names
    assert all(stage.sources == (GUIDE,) for stage in COACHING.stages)


def test_pains_opportunities_and_improvements_of_the_case_study_cite_it_and_no_others_do():
    assert {p.name for p in COACHING.pain_points if p.sources} == {
        "Overwhelmed in onboarding",
        "Unsure of the certification requirements",
    }
    given = {o.name for o in COACHING.opportunities if o.sources}
    assert given >= {"Milestone celebrations", "Peer accountability groups"}
    launched = [i for i in COACHING.improvements if i.status == "done"]
    assert [i.name.partition(":")[0] for i in launched] == [
        "Simpler onboarding",
        "Clear certification steps",
        "Alumni benefits",
    ]
    assert all(i.sources == (GUIDE, "synthetic-log") for i in launched)
    assert not any(cell.sources for cell in COACHING.cells)


def test_the_reading_of_the_results_is_stated():
    expected = {i.kpi: i.expected for i in COACHING.improvements}
    assert expected["engagement-rate"].startswith("Engagement rate +30 %, read as relative")
    assert expected["certification-completion"].startswith("Certification completion +20 %, read as relative")
    note = next(source.note for source in COACHING.sources if source.id == GUIDE)
    assert "engagement rate +30 %, certification completion +20 %, retention rose" in note
    assert "reads them as relative" in note


@pytest.mark.slow
@pytest.mark.parametrize(("kpi", "times"), [("engagement-rate", 1.3), ("certification-completion", 1.2)])
def test_the_result_of_the_case_study_lies_in_the_measured_interval_which_excludes_no_change(kpi, times, example_log):
    before, after = counts(example_log("coaching-programme"), kpi)
    low, high = confint_proportions_2indep(*after, *before, method="log", compare="ratio")
    assert 1 < low < times < high


@pytest.mark.slow
def test_retention_rose(example_log):
    before, after = counts(example_log("coaching-programme"), "retention-rate")
    assert after[0] / after[1] > before[0] / before[1] + 0.1
    assert next(i.verdict for i in COACHING.improvements if i.kpi == "retention-rate") == "keep"


def counts(log: pd.DataFrame, kpi: str) -> list[tuple[int, int]]:
    """Successes and base before and after, counted client by client."""
    formula = next(k.formula for k in COACHING.kpis if k.id == kpi)
    improvement = next(i for i in COACHING.improvements if i.kpi == kpi)
    window = pd.Timedelta(formula.window.replace("d", "D"))
    rows = log[log["event"].isin([*formula.attempt, *formula.success])]
    found = []
    for period in (improvement.baseline, improvement.follow_up):
        won = base = 0
        start, end = (pd.Timestamp(day, tz="UTC") for day in (period.start, period.end))
        for _, client in rows.groupby("path_id"):
            attempts = client.loc[client["event"].isin(formula.attempt), "time"]
            if len(attempts) and start <= attempts.min() < end + pd.Timedelta("1D"):
                since = client.loc[client["event"].isin(formula.success), "time"] - attempts.min()
                base += 1
                won += bool(((since >= pd.Timedelta(0)) & (since <= window)).any())
        found.append((won, base))
    return found
