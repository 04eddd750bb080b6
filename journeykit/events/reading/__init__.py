"""Read a log: lines become events or are rejected with a reason, and every guess is reported.

Finding your way, in the order of processing (``sources`` has the values that the steps exchange)::

    load            read_events: the options as one value, then the steps below
    sources         the interface of every source: columns and records

    source_kinds    opens a source (recognise: the kind by its bytes; contents: packed or not; files: names and places)
    parts           several files of one log are one source
    the sources     csv_source (header, text_blocks, text_records), json_source (json_lines, json_values, json_others),
                    arrow_source, xlsx_source, xes_source, ocel_source, sequence_lines
    layout          how a file is laid out, stated or found

    found_roles     from a source to its roles, by the steps below
    roles           which column is who, what, when: given, or guessed by name (role_names, presets, lone_order; spans:
                    beginning and end)
    inside          fields inside the cells of a column, as further columns; joined_columns: several columns as one
    shapes          rows that are no events become events: wide_tables, whole_paths (path_cells, separators)
    looks_like      what a source that is no log looks like, and what to call

    columns         records become columns (cells: any type as text; dictionaries: texts that repeat; examples)
    pseudonyms      ids replaced while they are read
    time_intake     times while they are read (quick_times: those that Arrow reads)
    row_checks      lines kept or rejected with a reason (ends: the end of events)
    times           one format for all times (time_forms and time_words: their forms; local_times: zones; time_parts:
                    hours, AM and PM, and offsets in columns of their own)
    lifecycle       words that start or complete an activity (lifecycle_words; pairs: joined into one event)
    row_order       what orders events of the same time; identities: ids that are one person
    prepare_lines   from checked lines to the prepared log, in memory or by the database

    several         sources of different shape become one log (stated: such sources; merged_log: its tables and report)
    notices         the report and its notes (notice: one of them and its harm; id_notices, similar_names;
                    unread_columns: what may say who, when or how often); nothing_kept: the error
    report          the value (report_lines: as text; report_picture: in a notebook)
    arguments       the arguments that confirm or state what was found
    cache           the prepared log in a file next to its source, for the next call
"""
