"""Answers straight from the sorted arrays of a log: a second way to run a question, for where SQL has to sort again.

A kernel gives the cells that the question's SQL gives, column by column and row by row, or None where the SQL does as
well. The SQL stays the definition, and the two are tested against each other. Paths are runs of neighbours, so that no
kernel goes from path to path: it counts, looks up and sorts whole columns of numbers.
"""
