"""Closed by default: every route, for every person of the cast, answers exactly this.

200 or 302 (an act done, a redirect): open. 403: the role lacks the page or the act. 404: the object lies
outside the person's scope, and nothing says whether it exists. A route without a row here fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from indicators.enums import Better, ItemKind, Method, Nature, Source, Window
from indicators.models import Component, DataItem, Measure
from plans.actions.documents import keep_file
from plans.models import Plan
from reporting import actions, intakes
from reporting.actions.annual import begin_report, issue, to_issue
from reporting.actions.difficulties import report_difficulty
from reporting.enums import ExportFormat, ExportKind, ExportState, NoticeKind, Origin
from reporting.incoming.workbooks import Found
from reporting.models import BulkFile, Export, Notice
from tests.papers import PDF, attach, build_duties, open_duty, report_of, write
from tests.world import NOW, YESTERDAY, World, at, build_plan, fill_places, fill_villages, send_up
from units.enums import Role
from units.models import Posting

FIGURES_FILE = b"unit,round,item,value\nxa-y,2024-nam,tao-hon,7\n"
CAST = [
    "truong-thon-1",
    "truong-thon-2",  # the neighbour
    "y-te",
    "cong-an",
    "vhxh-x",  # collects and checks commune X
    "vhxh-y",  # the same in the next commune
    "lanh-dao-x",
    "huyen-a",  # above X
    "huyen-b",  # the other district
    "tinh",
    "quan-tri",
    "vhxh-cu",  # posting ended yesterday
    "nguoi-ngoai",  # never had one
]
VILLAGE = ["2024-nam", "thon-1"]
INTAKE = ["2024-nam", "thon-1", "1"]  # a pasted block of village 1
COMMUNE = ["2024-nam", "xa-x"]
PAPER = ["ke-hoach-tinh-so-ket-2024", "xa-x"]  # what X wrote for the middle of the province's plan
DIFFICULTY = ["thon-1", "1"]  # told by village 1
NOTICE = "990001"  # one to the head of village 1
CODE = "K7QM-29XA"  # of a file that the coordinator of X took out
FILE = "990003"  # figures that the province's officer uploaded
POSTING = "990002"  # one that the head of village 1 held there once
COMPONENT = "990003"  # one of the province's plan
REPORT = ["2024-nam", "xa-x", "ke-hoach-x"]  # what X writes on its own plan
EDITION = [*REPORT, "1"]


@dataclass(frozen=True)
class Row:
    """What a route answers: to those named, and to everybody else of the cast."""

    method: str
    args: list[str]
    named: dict[str, int]
    others: int
    # Of village 1's report: draft, submitted, checked, accepted; of X's annual report: written, issued.
    state: str = "draft"


def all_of(status: int, *people: str) -> dict[str, int]:
    return dict.fromkeys(people, status)


ABOVE_VILLAGE = ("vhxh-x", "lanh-dao-x", "huyen-a", "tinh")
RUN_ROUNDS = ("vhxh-x", "vhxh-y", "huyen-a", "huyen-b", "tinh", "quan-tri")
SEE_TOTALS = ("vhxh-x", "vhxh-y", "lanh-dao-x", "huyen-a", "huyen-b", "tinh")
NO_POST = all_of(403, "vhxh-cu", "nguoi-ngoai")
OTHER_BRANCH = all_of(404, "vhxh-y", "huyen-b")
ABOVE_BUT_NOT_DIRECTLY = all_of(403, "huyen-a", "tinh")
KEEPS_X = all_of(200, "vhxh-x") | OTHER_BRANCH
TURNS_X = all_of(302, "vhxh-x") | OTHER_BRANCH
READS_LOG = all_of(200, "vhxh-x", "vhxh-y", "huyen-a", "huyen-b", "tinh", "quan-tri")

WRITES_REPORT = ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH
READS_DRAFT = all_of(200, "vhxh-x", "lanh-dao-x") | all_of(404, "vhxh-y", "huyen-a", "huyen-b", "tinh")

KEEPS_PEOPLE = all_of(200, "vhxh-x", "vhxh-y", "quan-tri")
REARRANGES = all_of(200, "tinh", "quan-tri")
KEEPS_THE_HEAD = all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y")

ROUTES: dict[str, Row] = {
    "home": Row("get", [], {}, 200),
    "units:login": Row("get", [], {}, 302),
    "units:logout": Row("post", [], {}, 302),
    # The own account, and what one was told: everybody's own, with a post or without.
    "units:account": Row("get", [], {}, 200),
    "units:password": Row("post", [], {}, 422),  # without the old one nothing changes
    # Units: kept by whoever keeps the commune, or a province above it; the neighbour does not find them.
    # Whoever came in with a code is led there; everybody else changes the password on the account.
    "units:choose_password": Row("get", [], {}, 302),
    "units:act_for": Row("post", [], {}, 404),  # none of the own posts was named
    "units:people": Row("get", [], KEEPS_PEOPLE, 403),
    "units:person_new": Row("get", [], KEEPS_PEOPLE, 403),
    "units:people_many": Row("get", [], KEEPS_PEOPLE, 403),
    "units:people_template": Row("get", [], KEEPS_PEOPLE, 403),
    "units:person": Row("get", ["truong-thon-1"], KEEPS_THE_HEAD, 403),
    "units:person_edit": Row("get", ["truong-thon-1"], KEEPS_THE_HEAD, 403),
    # Without the sign of what the page showed nothing is done, and the page says so.
    "units:person_code": Row(
        "post", ["truong-thon-1"], KEEPS_THE_HEAD | all_of(302, "vhxh-x", "quan-tri"), 403
    ),
    "units:person_stop": Row(
        "post", ["truong-thon-1"], KEEPS_THE_HEAD | all_of(302, "vhxh-x", "quan-tri"), 403
    ),
    "units:posting_new": Row("get", ["truong-thon-1"], KEEPS_THE_HEAD, 403),
    "units:posting": Row("get", ["truong-thon-1", POSTING], KEEPS_THE_HEAD, 403),
    "units:posting_hand_over": Row("get", ["truong-thon-1", POSTING], KEEPS_THE_HEAD, 403),
    "units:units": Row("get", [], all_of(302, "vhxh-x", "vhxh-y") | all_of(200, "quan-tri"), 403),
    "units:reorganisations": Row("get", [], REARRANGES, 403),
    "units:reorganise_new": Row("get", [], REARRANGES, 403),
    "units:reorganise": Row("get", ["sap-nhap"], all_of(404, "tinh", "quan-tri"), 403),  # of no place
    "units:reorganisation": Row("get", ["990004"], all_of(404, "tinh", "quan-tri"), 403),  # there is none
    "units:unit_tree": Row("get", ["xa-x"], NO_POST, 200),
    "units:unit": Row("get", ["xa-x"], all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403),
    "units:unit_add": Row("get", ["xa-x"], all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403),
    "units:unit_edit": Row("get", ["thon-1"], all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403),
    "units:unit_end": Row("get", ["thon-1"], all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403),
    "units:unit_restore": Row(
        "post", ["thon-1"], all_of(302, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403
    ),
    "units:unit_delete": Row(
        "get", ["thon-1"], all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403
    ),
    "units:unit_direct": Row("get", ["xa-x"], all_of(200, "vhxh-x", "quan-tri") | all_of(404, "vhxh-y"), 403),
    "reporting:notices": Row("get", [], {}, 200),
    "reporting:notices_read": Row("post", [], {}, 302),
    "reporting:notice": Row("get", [NOTICE], all_of(302, "truong-thon-1"), 404),
    # Nobody's figures: open to whoever has signed in, with a post or without.
    "guide:start": Row("get", [], {}, 200),
    "guide:article": Row("get", ["truong-thon"], {}, 200),
    "indicators:plan_list": Row("get", [], NO_POST, 200),
    # X's own plan: read in X, below it and above it, nowhere else.
    "indicators:plan": Row("get", ["ke-hoach-x"], NO_POST | OTHER_BRANCH, 200),
    "indicators:plan_assignments": Row("get", ["ke-hoach-x"], NO_POST | OTHER_BRANCH, 200),
    "indicators:plan_deadlines": Row("get", ["ke-hoach-x"], NO_POST | OTHER_BRANCH, 200),
    "indicators:plan_document": Row("get", ["ke-hoach-x"], NO_POST | OTHER_BRANCH, 200),
    "indicators:plan_against_above": Row("get", ["ke-hoach-x"], NO_POST | OTHER_BRANCH, 200),
    # Only who keeps X's plans enters and changes its Chỉ tiêu; those above X read them.
    "indicators:indicator_new": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:indicator_edit": Row("get", ["ke-hoach-x", "1"], KEEPS_X, 403),
    "indicators:indicator_remove": Row("get", ["ke-hoach-x", "1"], KEEPS_X, 403),
    # The same goes for the plan as a document; who enters plans begins one for the place of the own post.
    "indicators:plan_new": Row(
        "get", [], all_of(200, "vhxh-x", "vhxh-y", "huyen-a", "huyen-b", "tinh", "quan-tri"), 403
    ),
    "indicators:plan_facts": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_goals": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_duty_new": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_duty": Row("get", ["ke-hoach-x", "tram"], KEEPS_X, 403),
    "indicators:plan_tasks_new": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_tasks": Row("get", ["ke-hoach-x", "1"], KEEPS_X, 403),
    "indicators:plan_deadline_new": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_deadline": Row("get", ["ke-hoach-x", "1"], KEEPS_X, 403),
    "indicators:plan_paper": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_import": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_import_template": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_amend": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_end": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_delete": Row("get", ["ke-hoach-x"], KEEPS_X, 403),
    "indicators:plan_note_off": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_interpolation": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_in_force": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_to_draft": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_amend_close": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_amend_drop": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_resume": Row("post", ["ke-hoach-x"], TURNS_X, 403),
    "indicators:plan_file_remove": Row("post", ["ke-hoach-x", "1"], TURNS_X, 403),
    # Its file is read wherever the plan is.
    "indicators:plan_file": Row("get", ["ke-hoach-x", "1"], NO_POST | OTHER_BRANCH, 200),
    # Only the officer of X says what X's words mean; those above X read them and have no word.
    "indicators:confirm_reading": Row(
        "post",
        ["ke-hoach-x", "2", "2", "moi-nam"],
        all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH,
        403,
    ),
    "reporting:report_list": Row("get", [], all_of(403, "lanh-dao-x", "quan-tri") | NO_POST, 200),
    "reporting:entry": Row("get", VILLAGE, all_of(200, "truong-thon-1", *ABOVE_VILLAGE), 404),
    # A report in words is seen like one of figures, and so are its files.
    "reporting:paper": Row("get", PAPER, all_of(200, "vhxh-x", "lanh-dao-x", "huyen-a", "tinh"), 404),
    "reporting:paper_file": Row(
        "get", [*PAPER, "1"], all_of(200, "vhxh-x", "lanh-dao-x", "huyen-a", "tinh"), 404
    ),
    # Whoever runs rounds looks at the duties of the plans there; what no plan in reach asks is not there.
    # What a place knows of its own past: typed there, not by those above it.
    # Quản trị moves units and never a figure; a file that waits is for whoever brought it.
    "reporting:bulk_data": Row("get", [], all_of(200, "tinh", "quan-tri"), 403),
    "reporting:bulk_file": Row("get", [FILE], all_of(200, "tinh") | all_of(404, "quan-tri"), 403),
    "reporting:bulk_take": Row("post", [FILE], all_of(302, "tinh") | all_of(404, "quan-tri"), 403),
    "reporting:bulk_drop": Row("post", [FILE], all_of(302, "tinh") | all_of(404, "quan-tri"), 403),
    "reporting:bulk_refused": Row("get", [FILE], all_of(200, "tinh") | all_of(404, "quan-tri"), 403),
    "reporting:bulk_out": Row("get", ["figures"], all_of(200, "tinh"), 403),
    # Files taken out: each only whoever asked for it; what a code stands for, whoever may see the figures.
    "reporting:exports": Row("get", [], all_of(200, *SEE_TOTALS), 403),
    "reporting:export_list": Row("get", [], all_of(200, *SEE_TOTALS), 403),
    "reporting:find_code": Row("get", [], all_of(302, *SEE_TOTALS), 403),
    "reporting:export_file": Row("get", [CODE], all_of(404, *SEE_TOTALS) | all_of(200, "vhxh-x"), 403),
    "reporting:export_cancel": Row("post", [CODE], all_of(404, *SEE_TOTALS) | all_of(302, "vhxh-x"), 403),
    "reporting:export_retry": Row("post", [CODE], all_of(404, *SEE_TOTALS) | all_of(302, "vhxh-x"), 403),
    "reporting:export_again": Row("post", [CODE], all_of(404, *SEE_TOTALS) | all_of(302, "vhxh-x"), 403),
    "reporting:file_code": Row("get", [CODE], all_of(200, *ABOVE_VILLAGE), 404),
    "reporting:history": Row("get", ["xa-x"], all_of(200, "vhxh-x") | OTHER_BRANCH, 403),
    # The catalogue, and what X thought of beside it: whoever keeps it, and nobody's figures.
    "indicators:catalogue": Row("get", [], all_of(200, "quan-tri"), 403),
    "reporting:merge_item": Row("get", ["rieng-1"], all_of(200, "quan-tri"), 403),
    "reporting:tie_measure": Row("get", ["RIENG-1"], all_of(200, "quan-tri"), 403),
    "reporting:duty_rounds": Row("get", [], all_of(200, *RUN_ROUNDS), 403),
    "reporting:open_duty_round": Row("post", [], all_of(404, *RUN_ROUNDS), 403),
    "reporting:cell": Row("get", [*VILLAGE, "tre-em"], all_of(200, "truong-thon-1", *ABOVE_VILLAGE), 404),
    "reporting:check": Row("get", VILLAGE, all_of(200, "truong-thon-1", *ABOVE_VILLAGE), 404),
    # Which of two sums X uses: looked at in X and above it. Between equal sums there is nothing to choose.
    "reporting:settle": Row("get", [*COMMUNE, "bi-thuong"], all_of(200, *ABOVE_VILLAGE), 404),
    "reporting:receipt": Row(
        "get", VILLAGE, all_of(200, "truong-thon-1", *ABOVE_VILLAGE), 404, state="submitted"
    ),
    "reporting:submit": Row("post", VILLAGE, all_of(302, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404),
    "reporting:recall": Row(
        "post", VILLAGE, all_of(302, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404, state="submitted"
    ),
    "reporting:explain": Row(
        "post", VILLAGE, all_of(302, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404
    ),
    "reporting:form_pdf": Row("get", VILLAGE, all_of(200, "truong-thon-1", *ABOVE_VILLAGE), 404),
    # Entering for a unit: the coordinator of its commune; the one of another commune does not see it.
    "reporting:stand_in": Row("get", VILLAGE, all_of(200, "vhxh-x") | all_of(404, "vhxh-y"), 403),
    # Without a source nothing starts.
    "reporting:stand_in_start": Row("post", VILLAGE, all_of(422, "vhxh-x") | all_of(404, "vhxh-y"), 403),
    "reporting:stand_in_stop": Row("post", VILLAGE, all_of(302, "vhxh-x") | all_of(404, "vhxh-y"), 403),
    # Figures by file and by pasting: whoever fills in the form, and nobody above.
    "reporting:excel": Row("get", VILLAGE, all_of(200, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404),
    "reporting:excel_template": Row(
        "get", VILLAGE, all_of(200, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404
    ),
    "reporting:paste": Row("get", VILLAGE, all_of(200, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404),
    "reporting:intake": Row("get", INTAKE, all_of(200, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404),
    "reporting:marked_file": Row(
        "get", INTAKE, all_of(200, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404
    ),
    "reporting:accept_intake": Row(
        "post", INTAKE, all_of(302, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404
    ),
    "reporting:drop_intake": Row(
        "post", INTAKE, all_of(302, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404
    ),
    "reporting:undo_intake": Row(
        "post", INTAKE, all_of(302, "truong-thon-1") | all_of(403, *ABOVE_VILLAGE), 404
    ),
    "reporting:review_queue": Row(
        "get", [], all_of(200, "vhxh-x", "vhxh-y", "huyen-a", "huyen-b", "tinh"), 403
    ),
    # Every one of the form's reports is asked about again; without any, nothing is done.
    "reporting:accept_many": Row(
        "post", [], all_of(302, "vhxh-x", "vhxh-y", "huyen-a", "huyen-b", "tinh"), 403
    ),
    "reporting:review": Row(
        "get", VILLAGE, all_of(200, "vhxh-x", "huyen-a", "tinh") | OTHER_BRANCH, 403, state="submitted"
    ),
    "reporting:start_check": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="submitted"
    ),
    "reporting:release_check": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="checked"
    ),
    "reporting:accept": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="checked"
    ),
    "reporting:send_back": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="checked"
    ),
    "reporting:undo_accept": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="accepted"
    ),
    "reporting:take_over": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="checked"
    ),
    "reporting:waive": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403
    ),
    "reporting:end_waiver": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403
    ),
    "reporting:undo_acceptance": Row(
        "post", VILLAGE, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403, state="accepted"
    ),
    # The log: of one's own place and below; what the rows show is told by tests/reporting/views/test_log.py.
    "reporting:log": Row("get", [], READS_LOG, 403),
    "reporting:log_excel": Row("get", [], READS_LOG, 403),
    # Difficulties: read in the line above the unit, told by the unit, answered and drawn right above it.
    "reporting:difficulties": Row("get", [], all_of(403, "quan-tri") | NO_POST, 200),
    "reporting:new_difficulty": Row("get", [], all_of(403, "lanh-dao-x", "tinh", "quan-tri") | NO_POST, 200),
    "reporting:difficulty": Row(
        "get",
        DIFFICULTY,
        all_of(200, "truong-thon-1", *ABOVE_VILLAGE) | all_of(403, "quan-tri") | NO_POST,
        404,
    ),
    "reporting:draw_difficulty": Row(
        "post", DIFFICULTY, all_of(302, "vhxh-x") | ABOVE_BUT_NOT_DIRECTLY | OTHER_BRANCH, 403
    ),
    "reporting:tasks": Row("get", VILLAGE, all_of(200, "truong-thon-1", *ABOVE_VILLAGE), 404),
    "reporting:task_summary": Row("get", COMMUNE, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    "reporting:tracking_home": Row(
        "get",
        [],
        all_of(302, "vhxh-x", "vhxh-y", "lanh-dao-x", "huyen-a", "huyen-b", "tinh"),
        403,
    ),
    # Who has sent is read by whoever reads the totals; chasing is for who collects for X.
    "reporting:tracking": Row("get", COMMUNE, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    "reporting:tracking_excel": Row("get", COMMUNE, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    "reporting:chase": Row("get", COMMUNE, all_of(200, "vhxh-x") | OTHER_BRANCH, 403),
    # Rounds: seen by whoever runs them there or above; a day is given by whoever checks right above.
    "reporting:rounds": Row("get", [], all_of(200, *RUN_ROUNDS), 403),
    "reporting:round_open": Row("get", [], all_of(200, *RUN_ROUNDS), 403),
    "reporting:round": Row(
        "get", COMMUNE, all_of(200, "vhxh-x", "huyen-a", "tinh", "quan-tri") | OTHER_BRANCH, 403
    ),
    "reporting:round_update": Row(
        "get",
        ["2024-nam", "tinh"],
        all_of(200, "tinh", "quan-tri") | all_of(404, "vhxh-x", "huyen-a") | OTHER_BRANCH,
        403,
    ),
    # Only a rehearsal is thrown away, and by who opened it: of a real round nobody.
    "reporting:round_discard": Row("get", COMMUNE, OTHER_BRANCH, 403),
    "reporting:round_days": Row("get", COMMUNE, all_of(200, "vhxh-x") | OTHER_BRANCH, 403),
    "reporting:round_extend": Row("get", COMMUNE, all_of(200, "vhxh-x") | OTHER_BRANCH, 403),
    "reporting:round_lock": Row(
        "get", COMMUNE, all_of(200, "vhxh-x", "huyen-a", "tinh", "quan-tri") | OTHER_BRANCH, 403
    ),
    "reporting:round_unlock": Row(
        "get", COMMUNE, all_of(200, "vhxh-x", "huyen-a", "tinh", "quan-tri") | OTHER_BRANCH, 403
    ),
    "reporting:rollup_home": Row(
        "get",
        [],
        all_of(302, "vhxh-x", "vhxh-y", "lanh-dao-x", "huyen-a", "huyen-b", "tinh"),
        403,
    ),
    "reporting:rollup": Row("get", COMMUNE, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    # Without a place in the address each person's own; another's is looked for in its own test.
    "reporting:measure_list": Row("get", [], all_of(200, *SEE_TOTALS), 403),
    "reporting:measure": Row("get", ["HCDB"], all_of(200, *SEE_TOTALS), 403),
    "reporting:comparison": Row("get", COMMUNE, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    "reporting:ledger": Row("get", [*COMMUNE, COMPONENT], all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    # What X handed up, edition by edition; only who accepted it asks for another one.
    "reporting:editions": Row("get", COMMUNE, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403),
    "reporting:ask_amendment": Row(
        "post", COMMUNE, all_of(422, "huyen-a") | all_of(403, "vhxh-x", "tinh") | OTHER_BRANCH, 403
    ),
    "reporting:annual_table": Row(
        "get", ["ke-hoach-x", "2024-nam"], all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403
    ),
    "reporting:annual_excel": Row(
        "get", ["ke-hoach-x", "2024-nam"], all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403
    ),
    "reporting:annual_pdf": Row(
        "get", ["ke-hoach-x", "2024-nam"], all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403
    ),
    # The report that a leader signs: written in X, its draft read there, what is issued read above it too.
    "reporting:annual_reports": Row("get", [], all_of(200, *SEE_TOTALS), 403),
    "reporting:annual_begin": Row("post", REPORT, all_of(302, "vhxh-x") | WRITES_REPORT, 403),
    "reporting:annual_builder": Row("get", REPORT, all_of(200, "vhxh-x") | WRITES_REPORT, 403, "written"),
    "reporting:annual_save": Row("post", REPORT, all_of(200, "vhxh-x") | WRITES_REPORT, 403, "written"),
    "reporting:annual_figures": Row("get", REPORT, all_of(200, "vhxh-x") | WRITES_REPORT, 403, "written"),
    "reporting:annual_issue": Row("get", REPORT, all_of(200, "vhxh-x") | WRITES_REPORT, 403, "written"),
    "reporting:annual_report": Row("get", EDITION, READS_DRAFT, 403, "written"),
    "reporting:annual_pages": Row("get", EDITION, READS_DRAFT, 403, "written"),
    "reporting:annual_page": Row("get", [*EDITION, "1"], READS_DRAFT, 403, "written"),
    "reporting:annual_report_word": Row("get", EDITION, READS_DRAFT, 403, "written"),
    "reporting:annual_report_pdf": Row(
        "get", EDITION, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403, "issued"
    ),
    "reporting:annual_report_excel": Row(
        "get", EDITION, all_of(200, *ABOVE_VILLAGE) | OTHER_BRANCH, 403, "issued"
    ),
    "reporting:annual_amend": Row("get", EDITION, all_of(200, "vhxh-x") | WRITES_REPORT, 403, "issued"),
    "reporting:letterhead": Row("get", ["xa-x"], all_of(200, "vhxh-x") | WRITES_REPORT, 403),
}


def every_route(patterns: list[URLPattern | URLResolver], namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            name = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from every_route(pattern.url_patterns, name)
        else:
            assert pattern.name, f"a route without a name: {pattern.pattern}"
            yield f"{namespace}{pattern.name}"


def test_every_route_has_a_row() -> None:
    assert sorted(every_route(get_resolver().url_patterns)) == sorted(ROUTES)


@pytest.fixture
def busy_world(world: World) -> World:
    """Village 1 has answered everything and pasted a block; X has a plan of its own."""
    plan = build_plan(world, issuer="xa-x", key="ke-hoach-x")
    plan.tasks.create(position=1, unit_words="Trạm Y tế", words="Tiêm chủng")
    keep_file(plan=plan, name="ke-hoach.pdf", content=PDF, by=world.people["vhxh-x"], at=NOW)
    think_of_own(world)
    fill_villages(world)
    fill_places(world)
    build_duties(world)
    paper = report_of(world, open_duty(world).round, "xa-x")
    write(world, paper, "vhxh-x", "Xã đã tổ chức 12 lớp.")
    attach(world, paper, "vhxh-x")
    Notice.objects.create(
        pk=int(NOTICE),
        user=world.people["truong-thon-1"],
        unit=world.units["thon-1"],
        kind=NoticeKind.DAYS,
        title="Hạn nộp thay đổi",
        address="/",
        at=NOW,
    )
    Posting.objects.create(
        pk=int(POSTING),
        user=world.people["truong-thon-1"],
        unit=world.units["thon-1"],
        role=Role.VILLAGE_HEAD,
        starts_on=YESTERDAY,
        ends_on=YESTERDAY,
    )
    Export.objects.create(
        code=CODE,
        kind=ExportKind.ROLLUP,
        format=ExportFormat.XLSX,
        unit=world.units["xa-x"],
        round=world.rounds[2024],
        title="Biểu tổng hợp",
        by=world.people["vhxh-x"],
        asked_at=NOW,
        state=ExportState.DONE,
        finished_at=NOW,
        digest="aaaa",
        file_name="bieu.xlsx",
        content=b"12345",
    )
    BulkFile.objects.create(
        pk=int(FILE), kind="figures", file_name="x.csv", content=FIGURES_FILE, by=world.people["tinh"], at=NOW
    )
    Component.objects.create(
        pk=int(COMPONENT),
        indicator=world.components["1.1"].indicator,
        label="1.9",
        measure=world.measures["HCDB"],
        short_name="Hoàn cảnh đặc biệt",
        words="Nguyên văn 1.9",
        position=9,
    )
    report_difficulty(
        unit=world.units["thon-1"], by=world.people["truong-thon-1"], at=NOW, text="Thiếu sân chơi."
    )
    intakes.keep(
        report=world.report("thon-1"),
        origin=Origin.PASTED,
        found=[Found("dòng 1, cột 1", "tre-em", "101")],
        versions={"tre-em": 1},
        by=world.people["truong-thon-1"],
        at=NOW,
    )
    return world


def think_of_own(world: World) -> None:
    """X counts something beside the catalogue, and measures by it."""
    x = world.units["xa-x"]
    like = {"source": Source.COMMUNE, "nature": Nature.FLOW, "window": Window.ROUND, "kind": ItemKind.COUNT}
    item = DataItem.objects.create(code="rieng-1", name="Cuộc riêng", short_name="Số cuộc", owner=x, **like)
    Measure.objects.create(
        code="RIENG-1", goal=1, name="Cuộc", short_name="Cuộc", method=Method.COUNT, numerator=item,
        better=Better.LOWER, owner=x,
    )  # fmt: skip


def write_annual(world: World, *, is_issued: bool) -> None:
    """X's report on its own plan, from figures that it handed up."""
    plan = Plan.objects.get(key="ke-hoach-x")
    send_up(world, "thon-1", "thon-2", "thon-3", "tram", "cong-an")
    x = {"by": world.people["vhxh-x"], "at": at(17)}
    report = begin_report(unit=world.units["xa-x"], plan=plan, round_=world.rounds[2024], **x)
    if is_issued:
        issue(report=report, seen=to_issue(report, now=at(17)).seen, **x)


def bring_to(world: World, state: str) -> None:
    if state in ("written", "issued"):
        write_annual(world, is_issued=state == "issued")
    if state == "accepted":
        send_up(world, "thon-1")
    if state in ("submitted", "checked"):
        world.hand_in("thon-1", "truong-thon-1")
    if state == "checked":
        actions.start_check(report=world.report("thon-1"), by=world.people["vhxh-x"], at=NOW)


DRAWN = ("_pdf", ":annual_page", ":annual_pages")


@pytest.mark.parametrize(
    "route",
    [pytest.param(name, marks=pytest.mark.pdf) if name.endswith(DRAWN) else name for name in ROUTES],
)
def test_matrix(busy_world: World, sign_in: Callable[[World, str], Client], route: str) -> None:
    row = ROUTES[route]
    bring_to(busy_world, row.state)
    said = {"reason": "kiểm lại"} if row.method == "post" else {}
    found: dict[str, int] = {}
    for person in CAST:
        client = sign_in(busy_world, person)
        with transaction.atomic():
            response = getattr(client, row.method)(reverse(route, args=row.args), said)
            found[person] = response.status_code
            transaction.set_rollback(True)
    assert found == dict.fromkeys(CAST, row.others) | row.named


@pytest.mark.parametrize("route", ROUTES)
def test_nobody_comes_in_without_signing_in(busy_world: World, client: Client, route: str) -> None:
    row = ROUTES[route]
    bring_to(busy_world, row.state)
    response = getattr(client, row.method)(reverse(route, args=row.args))
    if route == "units:login":
        assert response.status_code == 200
        return
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("units:login"))


@pytest.mark.parametrize("route", [name for name, row in ROUTES.items() if row.method == "post"])
def test_acts_are_not_done_by_a_link(
    busy_world: World, sign_in: Callable[[World, str], Client], route: str
) -> None:
    row = ROUTES[route]
    bring_to(busy_world, row.state)
    for person in ("truong-thon-1", "vhxh-x"):
        assert sign_in(busy_world, person).get(reverse(route, args=row.args)).status_code == 405


@pytest.mark.parametrize("unit", ["khong-co", "thon-2", "xa-y", "huyen-a", "tinh"])
def test_another_key_in_the_address_is_not_there(
    busy_world: World, sign_in: Callable[[World, str], Client], unit: str
) -> None:
    client = sign_in(busy_world, "truong-thon-1")
    assert client.get(reverse("reporting:entry", args=["2024-nam", unit])).status_code == 404
    assert client.get(reverse("reporting:entry", args=["2023-nam", "thon-1"])).status_code == 404


def test_nobody_sees_a_total_above_their_own(
    busy_world: World, sign_in: Callable[[World, str], Client]
) -> None:
    client = sign_in(busy_world, "vhxh-x")
    for unit, status in (("xa-x", 200), ("xa-y", 404), ("huyen-a", 404), ("tinh", 404)):
        assert client.get(reverse("reporting:rollup", args=["2024-nam", unit])).status_code == status
    address = reverse("reporting:annual_table", args=["ke-hoach-tinh", "2024-nam"])
    assert client.get(address).status_code == 404
