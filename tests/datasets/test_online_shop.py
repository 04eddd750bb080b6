from journeykit.datasets import log_for


def test_a_placed_order_always_follows_a_payment_attempt():
    log = log_for("online-shop", travellers=3000)
    before = log.groupby("path_id")["event"].shift()
    own = ~log["event"].isin({"cookie banner closed", "app error", "page timeout", "tracking pixel"})
    assert set(before[log["event"].eq("order placed") & own]) <= {
        "payment attempted",
        "cookie banner closed",
        "app error",
        "page timeout",
        "tracking pixel",
    }


def test_a_survey_is_rated_once_each_time_it_is_answered():
    log = log_for("online-shop")
    log = log[log["time"] < log["time"].max().normalize()]  # an answer may be cut off from its rating by the end
    counts = log["event"].value_counts()
    assert 0 <= counts["survey answered"] - counts["rated 4 or 5"] - counts["rated 1 to 3"] <= 1


def test_fewer_carts_are_abandoned_after_the_shorter_checkout():
    log = log_for("online-shop", travellers=15_000)
    late = log["time"] >= "2026-04-13"
    rates = [
        (log[part]["event"].eq("cart abandoned").sum() / log[part]["event"].eq("added to cart").sum())
        for part in (late, ~late)
    ]
    assert rates[0] < rates[1] - 0.07


def test_logins_fail_and_are_tried_again():
    log = log_for("online-shop")
    counts = log["event"].value_counts()
    assert counts["login tried"] > 1.1 * counts["login succeeded"] > 0


def test_collectors_order_again_more_often_than_gift_givers():
    log = log_for("online-shop", travellers=15_000)
    people = log.groupby("buyer")["path_id"].nunique()
    again = log[log["event"].eq("ordered again")].groupby("buyer")["path_id"].nunique()
    assert again["collector"] / people["collector"] > 1.5 * again["gift"] / people["gift"]
