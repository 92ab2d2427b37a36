"""The app's diary: there, locked, or not to be opened; given a passphrase, copied once a day, closed at the end.

Owns the tracker that screens ask for, and the words an unexpected end leaves behind. It must not know which screen
comes when.
"""

from __future__ import annotations

from collections.abc import Callable

from ktrack import cipher, paths, text
from ktrack.cipher import Key
from ktrack.db import CannotOpen
from ktrack.errors import code_of
from ktrack.records import Profile
from ktrack.tracker import Tracker
from ktrack.tui.around import AroundScreens


class WithDiary(AroundScreens, inherit_bindings=False):
    """An app that has a diary, or says why not."""

    def __init__(
        self,
        tracker: Tracker | None,
        *,
        trouble: str = "",
        known: Profile | None = None,
        unlock: Callable[[Key], Tracker] | None = None,
    ) -> None:
        """`trouble` is why there is no tracker, `unlock` opens a locked one; `known` is whom to call till then."""
        super().__init__()
        self._tracker = tracker
        self._trouble = trouble
        self._unlock = unlock
        self._contacts = known or Profile()
        if tracker is not None:
            self.read_settings(tracker.folder)

    @property
    def tracker(self) -> Tracker:
        """The diary. Screens that need it are only shown when there is one."""
        assert self._tracker is not None
        return self._tracker

    @property
    def in_trouble(self) -> bool:
        """Whether there is no diary that could be opened."""
        return bool(self._trouble)

    def diary_is_new(self) -> bool:
        """Whether nobody has told this diary anything yet."""
        tracker = self.tracker
        return tracker.profile() == Profile() and tracker.clinic is None and tracker.is_empty()

    def encrypt(self, key: Key) -> None:
        """Give the open diary and its backups a passphrase. It is open again afterwards, whatever happens.

        Raises KtrackError or OSError.
        """
        from ktrack import encryption

        folder = self.tracker.folder
        self.tracker.close()
        try:
            encryption.convert(folder, None, key)
            for path in encryption.plain_backups(folder):
                encryption.convert_backup(path, None, key)
        finally:
            encrypted = cipher.is_encrypted(paths.database(folder))
            self._tracker = self.tracker.opened_again(key if encrypted else None)

    def close_diary(self) -> None:
        """After the app has ended."""
        if self._tracker is not None:
            self._tracker.close()

    def tell(self, sentence: str) -> None:
        """One sentence in passing; it may hold words that a person typed."""
        self.notify(text.shown(sentence), markup=False)

    def tell_instead(self, sentence: str) -> None:
        """In the place of what was said before: what is said at every key would pile up over the form."""
        self.clear_notifications()
        self.tell(sentence)

    def _begin_backing_up(self) -> None:
        self.run_worker(self._back_up_today, thread=True, exit_on_error=False)

    def _back_up_today(self) -> None:
        """Makes the backup of the day beside the person's work; says so when it could not be made."""
        from ktrack import backup

        wrong = backup.daily(self.tracker.folder, self.tracker.now(), self.tracker.key)
        if wrong:
            self.call_from_thread(self.tell, wrong)


def why_it_ended(error: BaseException | None) -> str:
    """What an unexpected end leaves on the terminal; nothing of what was typed."""
    if isinstance(error, CannotOpen):
        # as when another program has just given the diary a passphrase
        return f"ktrack had to close. {error} In need of help now: ktrack help-now."
    return (
        f"ktrack stopped because of a mistake in ktrack itself (code {code_of(error)}). "
        "What was saved before is kept. Start ktrack again; in need of help now: ktrack help-now."
    )
