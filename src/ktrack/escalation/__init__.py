"""What is watched for, and what is found.

`red_flag` is one file in memory, `rulebook` reads them all, `conditions` is their language, `facts` is what is
known, `findings` judges, `assessment` is what comes of it, `words` holds the headings. Pure: no clock, no
database, nothing drawn, so that it can be proved on its own and still answers when the disk is full.
"""

from ktrack.escalation.assessment import Assessment, Finding, NotChecked, in_order, worst
from ktrack.escalation.facts import Course, Facts
from ktrack.escalation.findings import NOT_JUDGED, assess, could_not_judge, evaluate, find
from ktrack.escalation.red_flag import LEVELS, RedFlag, Trigger
from ktrack.escalation.rulebook import Rulebook, load_rulebook
from ktrack.escalation.words import SYMBOLS, action, clinic_numbers, emergency_number

__all__ = [
    "LEVELS",
    "NOT_JUDGED",
    "SYMBOLS",
    "Assessment",
    "Course",
    "Facts",
    "Finding",
    "NotChecked",
    "RedFlag",
    "Rulebook",
    "Trigger",
    "action",
    "assess",
    "clinic_numbers",
    "could_not_judge",
    "emergency_number",
    "evaluate",
    "find",
    "in_order",
    "load_rulebook",
    "worst",
]
