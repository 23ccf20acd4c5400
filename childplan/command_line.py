"""How is a day read that somebody typed behind a command?"""

from __future__ import annotations

from datetime import date

from django.core.management.base import CommandError


def day_option(text: str | None) -> date | None:
    """“2024-11-01”; None where nothing was typed. Raises CommandError with a sentence for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(f"Ngày ghi theo dạng 2024-11-01, không đọc được “{text}”.") from wrong
