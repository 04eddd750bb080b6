import pandas as pd

from journeykit.datasets import log_for


def test_some_families_read_three_articles_before_the_checklist_and_some_one():
    log = log_for("cook-family")
    first_list = log[log["event"].eq("checklist downloaded")].groupby("path_id")["time"].min()
    read = log[log["event"].eq("article read")].merge(first_list.rename("list"), on="path_id")
    before = read[read["time"] <= read["list"]].groupby("path_id").size().value_counts()
    assert before[1] > 100
    assert before[3] > 30


def test_the_happy_path_is_walked_in_its_order_by_some_families():
    happy = [
        "instagram post opened",
        "article read",
        "checklist downloaded",
        "session invitation opened",
        "expecting session held",
        "roadmapping session held",
        "service signed",
        "plan delivered",
        "friend referred",
    ]

    def follows(events: pd.Series) -> bool:
        steps = iter(events)
        return all(any(event == wanted for event in steps) for wanted in happy)

    assert log_for("cook-family").groupby("path_id")["event"].agg(follows).sum() >= 10


def test_the_shorter_checklist_shows_after_its_launch():
    log = log_for("cook-family", travellers=12_000)
    days = log["time"].dt.tz_localize(None)
    launch = pd.Timestamp("2026-01-12")
    following = log.groupby("path_id")["event"].shift(-1)
    read = log["event"].eq("article read")
    after, before = (
        following[read & part].eq("checklist downloaded").mean() for part in (days >= launch, days < launch)
    )
    assert after > before + 0.05


def test_families_of_the_persona_get_further_than_others():
    log = log_for("cook-family")
    persona = log["segment"].eq("$50-120K") & log["trigger"].eq("children")
    signed = log["event"].eq("service signed")
    rate = {
        who: log[rows & signed]["path_id"].nunique() / log[rows]["path_id"].nunique()
        for who, rows in {"persona": persona, "others": ~persona}.items()
    }
    assert rate["persona"] > 1.3 * rate["others"]
