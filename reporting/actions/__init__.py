"""One function per verb: atomic, says who and when, checks permission and state, writes its event.

`at` is an aware moment (the view asks the clock); refusals are `Refused` with a sentence for the screen.
"""

from reporting.actions.answering import save_answers
from reporting.actions.checking import (
    Comment,
    accept,
    end_waiver,
    release_check,
    send_back,
    start_check,
    undo_acceptance,
    waive,
)
from reporting.actions.handing_in import recall, submit
from reporting.actions.opening import open_round
from reporting.actions.refusals import Incomplete, NotYours, Refused

__all__ = [
    "Comment",
    "Incomplete",
    "NotYours",
    "Refused",
    "accept",
    "end_waiver",
    "open_round",
    "recall",
    "release_check",
    "save_answers",
    "send_back",
    "start_check",
    "submit",
    "undo_acceptance",
    "waive",
]
