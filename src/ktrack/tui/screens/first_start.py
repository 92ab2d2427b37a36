"""The first start: what ktrack is, whom to call, where the data lives; then the first infusion.

Owns these three steps. Each is passed with one key and nothing has to be entered. They come only while the diary
is new, so nobody has to see them twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from ktrack import cipher, paths, places, text
from ktrack.errors import KtrackError
from ktrack.tracker import BadEntry, Tracker
from ktrack.tui import contact_lines
from ktrack.tui.app import KtrackApp
from ktrack.tui.contact_lines import PLACE
from ktrack.tui.form_screen import FORM_KEYS, FormScreen
from ktrack.tui.widgets.choice_row import ChoiceRow, Value
from ktrack.tui.widgets.fields import Field
from ktrack.tui.widgets.key_line import KeyLine
from ktrack.tui.widgets.prompt import Prompt
from ktrack.tui.widgets.typed_blocks import Lines

WHAT_IT_IS = (
    ("What it does", (
        "It keeps what you say about how you feel after a ketamine infusion.",
        "It tells you when something you enter should be seen by a doctor, and how fast.",
        "It makes one page for your next visit.",
    )),
    ("What it does not do", (
        "It cannot examine you, and its list of warning signs is not complete.",
        "It finds no diagnosis and suggests no medicine. What your clinic told you comes first.",
        "It tells nobody anything: it cannot call for you and never goes online.",
    )),
    ("Remember one key", (
        "F1  I need help now. It works on every screen, with the numbers to call.",
    )),
)  # fmt: skip


def begin(app: KtrackApp) -> None:
    """Show the steps one after the other, then the form for the first infusion."""

    def second(_: object) -> None:
        app.push_screen(ContactsStep(), third)

    def third(_: object) -> None:
        step = CanEncrypt if cipher.installed() else WordsStep
        app.push_screen(step("Step 3 of 3   Where your diary lives", where_it_lives(app.tracker)), last)

    def last(_: object) -> None:
        app.open_infusion()

    app.push_screen(WordsStep("Step 1 of 3   What ktrack is", WHAT_IT_IS), second)


def where_it_lives(tracker: Tracker) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Where the data is, who can read it, and what to do about that."""
    folder = tracker.folder
    here = [str(folder), "Only your user account on this computer can open it."]
    copied = places.kept_in_step_by(folder)
    network = places.network_type(folder)
    if copied:
        here.append(f"{copied} copies this folder to other computers. Choose another one: ktrack --data-dir DIR")
    if network:
        here.append("This folder is on another computer. Choose one on this computer: ktrack --data-dir DIR")
    return (
        ("Your diary", tuple(here)),
        ("Copies", (str(paths.backups(folder)), "One a day is made there by itself. They stay on this computer.")),
        ("It is not encrypted", (
            "Whoever can use your account can read it. If the computer might be lost or stolen, "
            "turn on the encryption of its disk.",
            "e  gives it a passphrase. You can also do that later: ktrack encrypt"
            if cipher.installed()
            else f"To give it a passphrase, later too: {cipher.EXTRA}, then: ktrack encrypt",
        )),
    )  # fmt: skip


class WordsStep(Screen[None]):
    """A step to read."""

    AUTO_FOCUS = "#step"
    BINDINGS = [
        Binding("enter", "dismiss", "Next"),
        Binding("escape", "dismiss", "Skip"),
        Binding("ctrl+q", "app.quit", "Close", show=False),
    ]

    def __init__(self, title: str, parts: Sequence[tuple[str, Sequence[str]]]) -> None:
        super().__init__()
        self._title = title
        self._parts = parts

    def compose(self) -> ComposeResult:
        yield Static(f"  {self._title}", id="moment", markup=False)
        with VerticalScroll(id="step"):
            for title, lines in self._parts:
                yield Static(title, classes="title", markup=False)
                yield Static("\n".join(text.shown(line) for line in lines), markup=False)
        yield KeyLine()


class CanEncrypt(WordsStep):
    """The same where a passphrase can be had."""

    app = getters.app(KtrackApp)
    BINDINGS = [*WordsStep.BINDINGS, Binding("e", "encrypt", "Passphrase", tooltip="give the diary a passphrase")]

    def action_encrypt(self) -> None:
        """Ask for one; the step is done when there is one."""
        from ktrack.tui.screens.passphrase import PassphraseScreen

        def asked(encrypted: bool | None) -> None:
            if encrypted:
                self.app.tell("Your diary is encrypted. ktrack asks for the passphrase at the next start.")
                self.dismiss()

        self.app.push_screen(PassphraseScreen(), asked)


class ContactsStep(FormScreen[None]):
    """Whom to call. What is typed is kept, whichever key ends the step."""

    app = getters.app(KtrackApp)
    KEYS = FORM_KEYS
    BINDINGS = [
        Binding("ctrl+s", "save", "Next"),
        Binding("escape", "save", "Skip"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._refused = ""

    def compose(self) -> ComposeResult:
        yield Static("  Step 2 of 3   Whom to call", id="moment", markup=False)
        yield Prompt()
        with Lines():
            yield from contact_lines.contact_lines(self.app.tracker.profile())
            yield Static("All of it may stay blank; the comma key has it later.", id="more", markup=False)
        yield KeyLine()

    async def on_mount(self) -> None:
        await self.go(1)

    async def chosen(self, row: ChoiceRow, value: Value) -> None:
        if row.topic.part == PLACE:
            row.value = value
            contact_lines.fill_in(self, value)

    async def _moved(self, key: str) -> bool:
        if key == "enter" and self.current is self.lines()[-1]:
            await self.action_save()
            return True
        return await super()._moved(key)

    async def action_save(self) -> None:
        """On to the next step, with what is entered kept. What cannot be kept is said once, then left out."""
        await self.settle()
        if await self._kept():
            self.dismiss()

    async def may_close(self) -> bool:
        return await self._kept()

    async def _kept(self) -> bool:
        given = contact_lines.entered(self)
        if not any(given.values()):
            return True
        try:
            self.app.tracker.change_profile(**given)
        except KtrackError as error:
            if self._refused == str(error):
                return True
            self._refused = str(error)
            self.app.tell(f"{error} The same key again goes on without it.")
            if isinstance(error, BadEntry):
                await self.go_to(self.query_one(f"#field-{error.field}", Field).line)
            return False
        return True
