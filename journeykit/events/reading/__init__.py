"""How a log is read: lines become events, or are rejected with a reason; nothing is guessed without being reported.

Finding your way, in the order in which the data run (see ``sources`` for the values that are handed on)::

    load            read_events: the options as one value, then the steps below
    sources         the contract of every container: columns, and records when they are asked for
    source_kinds    which container reads a source; several parts make one (``files``: names, kinds, bytes)
    csv_source (text_blocks), arrow_source, xes_source
                    the containers: text, everything typed, XES
    roles, presets  which column is who, what, when: given, or guessed by name and reported
    columns         records become columns (``cells``: any type as text; ``dictionaries``: texts that repeat)
    row_checks      lines kept or rejected with a reason (``times``, ``quick_times``: how times are written)
    notices         the report: what was done, and what is worth knowing (``report``: the value)
    cache           the prepared log in a file beside its source, for the next time
"""
