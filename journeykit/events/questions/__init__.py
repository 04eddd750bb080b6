"""Questions about a prepared log, one to a module. Each builds a ``Query`` and runs nothing.

Finding your way::

    transitions, steps    what follows what; what happens at position 1, 2, 3 ...
    stage_flow            events rolled up to stages: forward, skip, return, left
    funnel                who reaches a series of steps
    reach                 how many paths know an event
    intervals             Wilson intervals for a share in a frame
"""
