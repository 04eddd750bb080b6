"""A measured map in numbers and words, small groups withheld or not: what board, dashboard and page lay out.

=================  ===========================================================================================
module             gives
=================  ===========================================================================================
``counts``         every count that a page shows or implies, and what a reader knows of how they relate
``people_behind``  who stands behind each of them
``crowd``          the travellers who may have made the log: other logs are made of them
``programs``       the integer program that looks for another log which gives the same page
``swaps``          the same by one traveller in the place of another; ``costs`` what a page pays
``withheld``       which of them must not be shown, so that no small group can be worked out
``cache``          what was withheld of a page once
``numbers``        the frames that may be shown, small groups withheld
``board``          what board and persona cards show of them, in words
``facts``          the cards on top of a page, the line below its title, its badges
``views``          what each chart draws and says, and what each number counts
``click_details``  what a click shows: steps, events of a touchpoint, what is behind a ribbon
``log``            a log without a map
=================  ===========================================================================================
"""
