"""Keeping: backups, restoring, retention, and a data folder brought from one version of the program to the next."""

from sfpc.keeping.backups import Backup, back_up
from sfpc.keeping.disposing import dispose
from sfpc.keeping.restoring import Restored, restore
from sfpc.keeping.retention import Due, due
from sfpc.keeping.upgrading import upgrade

__all__ = ["Backup", "Due", "Restored", "back_up", "dispose", "due", "restore", "upgrade"]
