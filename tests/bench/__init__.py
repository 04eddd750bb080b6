"""How fast the counting engine is, beside others, on one log of one machine: what ``make bench`` measures.

``generate`` makes the log from a seed, ``contestants/`` answer the same questions each in their own way, ``worker``
runs one of them in a process of its own, ``course`` lets them take turns and compares what they answered, ``table``
writes it down.
"""
