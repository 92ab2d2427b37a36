"""The lines of a form in which it is entered whom to call.

Owns these lines, for the first start and for the settings. It must not keep anything: it hands out values.
"""

from __future__ import annotations

from textual.widget import Widget

from ktrack.records import Profile
from ktrack.tui.widgets.choice_row import Choice, ChoiceRow, Topic, Value, Wording
from ktrack.tui.widgets.fields import EmergencyField, Field, NumberField

PLACE = "place"
"""Part of the topic of the line that fills in the numbers of a country."""

_COLUMN = 18
_NUMBERS = {"US": ("911", "988"), "EU": ("112", "")}
_PLACES = (Choice(("1",), "1 US: 911", "US"), Choice(("2",), "2 most of Europe: 112", "EU"))
NAMES = ("clinic_name", "clinic_phone", "after_hours_phone", "emergency_number", "crisis_line", "country")


def contact_lines(profile: Profile) -> list[Widget]:
    """Whom to call, as it is known."""
    place = ChoiceRow(
        Topic(PLACE),
        Wording("Where are you?", "Where are you? It fills in the emergency number.", "1 US    2 most of Europe"),
        _PLACES,
        column=_COLUMN,
        id="place",
    )
    asks = {
        "clinic_name": ("Clinic", "What is your clinic called?", ""),
        "clinic_phone": ("Clinic by day", "Which number reaches your clinic by day?", ""),
        "after_hours_phone": ("After hours", "Which number reaches somebody at night and at weekends?", ""),
        "emergency_number": ("Emergency", "Which number calls an ambulance?", "911 US, 112 most of Europe"),
        "crisis_line": ("Crisis line", "Whom can you call with thoughts of not wanting to live?", "988 in the US"),
        "country": ("Country", "Which country, in two letters? It sets the size of the paper.", "US, DE, ..."),
    }
    kinds = {"clinic_phone": NumberField, "after_hours_phone": NumberField, "crisis_line": NumberField}
    kinds["emergency_number"] = EmergencyField
    fields = [
        kinds.get(name, Field)(label, name, value=getattr(profile, name), ask=ask, hint=hint)
        for name, (label, ask, hint) in asks.items()
    ]
    return [place, *fields]


def fill_in(form: Widget, place: Value) -> None:
    """The numbers of a place in the lines that they belong to; other lines stay as they are."""
    emergency, crisis = _NUMBERS[str(place)]
    form.query_one("#field-emergency_number", Field).line.value = emergency
    crisis_line = form.query_one("#field-crisis_line", Field).line
    country = form.query_one("#field-country", Field).line
    if crisis and not crisis_line.value:
        crisis_line.value = crisis
    if place == "US" and not country.value:
        country.value = "US"


def entered(form: Widget) -> dict[str, str]:
    """What stands in the lines, by field of the profile."""
    return {name: form.query_one(f"#field-{name}", Field).value for name in NAMES}
