"""Questions about a prepared log, one to a module. Each builds a ``Query`` and runs nothing.

Finding your way::

    transitions, steps    what follows what; what happens at position 1, 2, 3 ...
    stage_flow            events rolled up to stages: forward, skip, return, left
    funnel                who reaches a series of steps
    reach                 how many paths know an event
    variants, loops       whole paths; what repeats and comes back
    sessions              the parts of a path between pauses, also as a log of their own
    durations             time in a stage, time between two events
    retention, survival   who comes back; who still goes on
    programmes, leaving   early drop; entry points, last touchpoints before leaving
    quantiles, intervals  exact quantiles, bootstrap interval of the median; Wilson intervals for a share in a frame
"""
