from tests.summary.conftest import events, shop

__all__ = ["events", "shop"]
