"""Tổng giữ sẵn: what the cells of a commune came to when somebody last looked, and by which marks to tell
whether they still do ([ADR 17](docs/adr/0017-kept-sums.md))."""

from __future__ import annotations

from django.db import models

from reporting.models.rounds import Round
from units.models import Unit


class FormMark(models.Model):
    """Dấu của một phiếu: a number that is another one after every change that a sum over the form could see.

    Triggers raise it in the transaction of the change, whoever makes it: a cell written, added or removed,
    the report's area, and what the unit has as accepted last year (`reporting.marking`). It never goes back
    and the row is never taken away. A table of its own, so that no stale row of a report writes an old
    number back. Every report has one from the moment it is there.

    kept_by, kept: the version of the sums that hold the form (`KeptSums.version`), and its number when they
    were made. Where the number is another one by now, they hold it no more. None: nobody has kept it yet.
    """

    # No constraints in the database: a trigger writes these rows, also while a round is being discarded.
    unit = models.ForeignKey(
        Unit,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="đơn vị",
        db_constraint=False,
        db_index=False,
    )
    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="+", verbose_name="kỳ", db_constraint=False
    )
    number = models.BigIntegerField("số")
    kept_by = models.BigIntegerField("bản giữ", null=True, editable=False)
    kept = models.BigIntegerField("số lúc giữ", null=True, editable=False)

    class Meta:
        verbose_name = "dấu của phiếu"
        verbose_name_plural = "dấu của phiếu"
        constraints = [models.UniqueConstraint(name="form_mark_once", fields=["unit", "round"])]
        indexes = [models.Index(name="form_mark_kept_by", fields=["round", "kept_by"])]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}: {self.number}"


class TreeMark(models.Model):
    """Dấu của cây đơn vị: one row, with a number that is another one after every change of a placement, of
    a unit's level or of a round's closing day.

    Triggers raise it, as they do the marks of forms. Where it is the same, every unit stands where it stood.
    """

    number = models.BigIntegerField("số")

    class Meta:
        verbose_name = "dấu của cây đơn vị"
        verbose_name_plural = "dấu của cây đơn vị"

    def __str__(self) -> str:
        return str(self.number)


class KeptSums(models.Model):
    """Tổng giữ sẵn của một xã trong một kỳ: may be thrown away at any time, and is used only while it holds.

    It holds while the forms at or below the commune in the round's tree are those it was made of, each with
    the number it had: as many as `forms`, every one of them marked with this `version`. version: another one
    each time sums are made. tree, day: the tree's mark and the round's closing day when that was last looked
    at; while both are the same nobody need walk the tree to know which forms these are. look: a digest of
    what else the sums rest on, the rounds of last year and the items that are looked at more closely. sums:
    as `reporting.kept` writes them.
    """

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="+", verbose_name="kỳ", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name="xã")
    version = models.BigIntegerField("bản")
    forms = models.PositiveIntegerField("số phiếu")
    tree = models.BigIntegerField("dấu của cây đơn vị")
    day = models.DateField("ngày chốt")
    look = models.CharField("cách cộng", max_length=64)
    sums = models.TextField("tổng")

    class Meta:
        verbose_name = "tổng giữ sẵn"
        verbose_name_plural = "tổng giữ sẵn"
        constraints = [models.UniqueConstraint(name="kept_sums_once", fields=["round", "unit"])]

    def __str__(self) -> str:
        return f"{self.round_id} – {self.unit_id}"
