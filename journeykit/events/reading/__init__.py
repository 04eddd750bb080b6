"""Read a log: lines become events or are rejected with a reason, and every guess is reported.

Finding your way, in the order of processing (``sources`` has the values that the steps exchange)::

    load            read_events: the options as one value, then the steps below
    sources         the interface of every source: columns and records
    source_kinds    opens a source; several parts become one (``files``: names, kinds, bytes)
    csv_source (text_blocks), arrow_source, xes_source
                    the sources: text, everything typed, XES
    roles, presets  which column is who, what, when: given, or guessed by name and reported
    columns         records become columns (``cells``: any type as text; ``dictionaries``: texts that repeat)
    row_checks      lines kept or rejected with a reason (``times``, ``quick_times``: formats of times)
    notices         the report and its notes (``report``: the value)
    cache           the prepared log in a file next to its source, for the next call
"""
