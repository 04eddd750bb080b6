"""Questions about a prepared log, one to a module. Each builds a ``Query`` and runs nothing.

Finding your way::

    transitions, steps    what follows what; what happens at position 1, 2, 3 ...
    stage_flow            events rolled up to stages: forward, skip, return, left
    funnel                who reaches a series of steps
    reach, eventually_follows
                          how many paths know an event; of those, how many come to another one later
    variants, loops       whole paths; what repeats and comes back
    sessions              the parts of a path between pauses, also as a log of their own
    durations             time in a stage, time between two events
    retention, survival   who comes back; who still goes on
    early_drop, entry_exit
                          early drop of a programme; entry points, last touchpoints before leaving
    happy_path            Expected: a happy path's touchpoints, with alternatives, optional or repeatable
    conformance           fitness, deviations and aligned variants (alignment_tables: their tables; alignment: the
                          algorithm)
    markov, what_if       removal effect; one transition changed
    attribution           first, last, linear, position, time decay
    event_filter          events named by the caller, as a test in SQL
    quantiles, intervals  exact quantiles, bootstrap interval of the median; Wilson intervals for a share in a frame
"""
