"""One function per verb: atomic, says who and when, checks permission and state, writes its event.

`at` is an aware moment (the view asks the clock); refusals are `Refused` with a sentence for the screen.
"""

from reporting.actions.amending import ask_for_amendment
from reporting.actions.answering import save_answers
from reporting.actions.answering_comments import answer_comments
from reporting.actions.checking import (
    Comment,
    accept,
    end_waiver,
    release_check,
    send_back,
    start_check,
    take_over,
    undo_acceptance,
    undo_at_once,
    waive,
)
from reporting.actions.checking_many import Outcome, accept_many
from reporting.actions.days import extend, set_day
from reporting.actions.duties import OpenedDuty, open_duty_round
from reporting.actions.handing_in import recall, submit
from reporting.actions.locking import lock, unlock
from reporting.actions.opening import open_round, start_round
from reporting.actions.papers import NOTHING, Empty, Overtaken, attach_file, remove_file, save_paper
from reporting.actions.refusals import Incomplete, NotYours, Refused
from reporting.actions.rehearsing import discard_rehearsal
from reporting.actions.reminding import Told, remind_by_hand
from reporting.actions.settling import settle
from reporting.actions.updating import update_forms

__all__ = [
    "NOTHING",
    "Comment",
    "Empty",
    "Incomplete",
    "NotYours",
    "OpenedDuty",
    "Outcome",
    "Overtaken",
    "Refused",
    "Told",
    "accept",
    "accept_many",
    "answer_comments",
    "ask_for_amendment",
    "attach_file",
    "discard_rehearsal",
    "end_waiver",
    "extend",
    "lock",
    "open_duty_round",
    "open_round",
    "recall",
    "release_check",
    "remind_by_hand",
    "remove_file",
    "save_answers",
    "save_paper",
    "send_back",
    "set_day",
    "settle",
    "start_check",
    "start_round",
    "submit",
    "take_over",
    "undo_acceptance",
    "undo_at_once",
    "unlock",
    "update_forms",
    "waive",
]
