"""A measured map in numbers and words, with small groups withheld if required: the content of boards and pages.

=================  ===========================================================================================
module             contents
=================  ===========================================================================================
``counts``         every count that a page shows or implies, and which sums between them a reader knows
``people_behind``  the travellers behind each count
``crowd``          the kinds of travellers that may have made the log
``programs``       the integer program that looks for another log that gives the same page
``swaps``          other logs that differ by one traveller
``withheld``       which counts must not be shown, so that no small group can be worked out
``cache``          a cache of what was withheld
``numbers``        the frames that may be shown
``kpis_asked``     KPIs from answers that may be shown
``board``          what the board and persona cards show, in words
``facts``          the cards at the top of a page, the line below its title, its badges
``views``          the data and the words of each chart, and the definition of each number
``click_details``  what a click shows: steps, events of a touchpoint, the funnel behind a ribbon
``switches``       what a chart can be switched to
``log``            a log without a map
=================  ===========================================================================================
"""
