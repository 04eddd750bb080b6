"""How a log is read: lines become events, or are rejected with a reason; nothing is guessed silently.

Finding your way::

    sources, csv_source, csv_records
                          files and frames -> batches of text cells, with line numbers
    roles, times          which column is who, what, when; how times are written: given, or guessed and shown
    row_checks -> build   lines kept or rejected with a reason; the prepared log of those kept, as arrays or tables
    load -> report        read_events, and what it did (notices: ties, duplicates, names alike but for spaces)
    cache                 the prepared log in a file beside its source, for the next time
"""
