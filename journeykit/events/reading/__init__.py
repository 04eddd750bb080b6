"""How a log is read: lines become events, or are rejected with a reason; nothing is guessed silently.

Finding your way::

    sources, csv_source, csv_records
                          files and frames -> batches of text cells, with line numbers
    roles, times          which column is who, what, when; how times are written: given, or guessed and shown
    load -> report        read_events: every line kept or rejected with a reason
"""
