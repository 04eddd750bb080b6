"""CPU seconds as a usual machine takes them.

A promise like "refused within two seconds" is about the work, and the same work takes twice as long on a slow machine,
or on one whose cores are shared. A loop that is always the same tells how slow this one is at the moment.
"""

from __future__ import annotations

import time

__all__ = ["usual_seconds"]

LOOP_S = 0.03
"""Half of what the loop takes on a usual machine: speed changes by so much while a test runs."""


def usual_seconds(cpu_s: float) -> float:
    """Return what took ``cpu_s`` here as CPU seconds of a usual machine; a faster machine is no excuse."""
    begin = time.process_time()
    assert sum(number * number for number in range(1_000_000)) > 0
    return cpu_s * min(1.0, LOOP_S / (time.process_time() - begin))
