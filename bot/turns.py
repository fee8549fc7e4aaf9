"""Turns: when an experiment's people are asked how it goes, at the rhythm that they chose."""

from datetime import datetime

from sqlalchemy.orm import Session

from storage.checkins import CheckIn


def answered(db: Session, check_in: CheckIn, *, now: datetime) -> None:
    """Somebody said how it goes: whoever was asked need not."""
    del db, check_in, now


def taken_back(db: Session, check_in: CheckIn, *, now: datetime) -> None:
    """It is as if nobody had said so."""
    del db, check_in, now
