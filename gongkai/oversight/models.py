"""The tables of the oversight; Django finds them through this file."""

from gongkai.oversight.inspection_records import Bulletin, Inspection, InspectionLine
from gongkai.oversight.patrol_records import LogEntry, Medium, Proof, Shift, Snapshot
from gongkai.oversight.rectification_records import Observation, Rectification, RectificationStep, Weight

__all__ = [
    "Bulletin",
    "Inspection",
    "InspectionLine",
    "LogEntry",
    "Medium",
    "Observation",
    "Proof",
    "Rectification",
    "RectificationStep",
    "Shift",
    "Snapshot",
    "Weight",
]
