"""What came in from outside, and what does it say? Files and pasted blocks in, values for cells out.

Nothing here writes or knows Django's rows: `layout` says what a form asks, `workbooks` opens an uploaded file
without trusting it, `blocks` reads pasted text, `judging` sets what came in beside what stands. What is then
taken over is written by `reporting.intakes`.
"""
