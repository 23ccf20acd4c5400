"""What stands in the queue? One task: make the file of an export, named by its row."""

from __future__ import annotations

from django_tasks import task

from reporting.jobs.progress import Stopped
from reporting.jobs.running import run

QUEUE = "exports"


@task(queue_name=QUEUE)
def run_export(export_id: int) -> None:
    """A task that comes twice does nothing the second time: the claim on the row decides. Where the process
    is asked to end, the next worker goes on with it at once."""
    try:
        run(export_id)
    except Stopped:
        run_export.enqueue(export_id)
