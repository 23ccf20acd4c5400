"""What was ticked and written for each task? Posted text in, wishes out; what is unclear comes back as it was
typed."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict

from reporting.actions.task_results import LONGEST_WORDS, TaskWish
from reporting.enums import TaskState
from reporting.summaries.tasks import TaskPage, TaskRow


def read_tasks(posted: QueryDict, page: TaskPage) -> tuple[list[TaskWish], dict[int, TaskRow]]:
    """Wishes for the tasks that say something, and the rows to ask again about."""
    wishes: list[TaskWish] = []
    again: dict[int, TaskRow] = {}
    for row in page.rows:
        if f"ban-{row.task_id}" not in posted:
            continue
        state = posted.get(f"tinh-hinh-{row.task_id}", "")
        words = posted.get(f"ket-qua-{row.task_id}", "").replace("\r\n", "\n").strip()
        seen = posted.get(f"ban-{row.task_id}", "")
        typed = replace(row, state=state, result=words, seen=int(seen) if _is_number(seen) else 0)
        if state not in TaskState.values:
            if words:
                again[row.task_id] = replace(
                    typed, state="", message=f"Nhiệm vụ {row.number}: chọn tình hình của việc này."
                )
            continue
        if len(words) > LONGEST_WORDS:
            again[row.task_id] = replace(
                typed, message=f"Nhiệm vụ {row.number}: kết quả dài quá 1.000 ký tự, ghi gọn lại."
            )
            continue
        wishes.append(TaskWish(row.task_id, typed.seen, TaskState(state), words))
    return wishes, again


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
