"""C18 and C19, and what stays of daily backups: copies go where they may, and bad ones do not come back."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from ktrack import backup, diary_file, exchange, paths
from ktrack.backup import making
from tests.faults import homes
from tests.faults.homes import NOW, change, check_in, database, digest, opened, rows

# C18: where a backup may go


def _same(home: Path, _place: Path) -> Path:
    return database(home)


def _second_name(home: Path, place: Path) -> Path:
    (place / "name.db").hardlink_to(database(home))
    return place / "name.db"


def _folder(_home: Path, place: Path) -> Path:
    return place


def _existing(_home: Path, place: Path) -> Path:
    (place / "mine.txt").write_text("mine")
    return place / "mine.txt"


def _unplugged(_home: Path, place: Path) -> Path:
    return place / "stick" / "copy.db"


def _link(_home: Path, place: Path) -> Path:
    (place / "mine.txt").write_text("mine")
    (place / "link.db").symlink_to(place / "mine.txt")
    return place / "link.db"


def _dangling(_home: Path, place: Path) -> Path:
    (place / "link.db").symlink_to(place / "nowhere")
    return place / "link.db"


def _pipe(_home: Path, place: Path) -> Path:
    os.mkfifo(place / "pipe")
    return place / "pipe"


def _beside_the_diary(home: Path, _place: Path) -> Path:
    return home / "ktrack.db-journal"


REFUSED = {
    "same": (_same, "folder of the diary itself", True),
    "second name": (_second_name, "the diary itself", True),
    "folder": (_folder, "is a folder", True),
    "existing": (_existing, "--force", False),
    "unplugged": (_unplugged, "There is no folder", True),
    "link": (_link, "link", True),
    "dangling": (_dangling, "link", True),
    "pipe": (_pipe, "not an ordinary file", True),
    "beside the diary": (_beside_the_diary, "folder of the diary itself", True),
}
"""Where a backup does not go, the words for it, and whether --force changes nothing about it."""


@pytest.mark.parametrize("case", REFUSED)
def test_c18_where_a_backup_does_not_go(home: Path, place: Path, case: str) -> None:
    make, words, always = REFUSED[case]
    target = make(home, place)
    before = {each: each.lstat().st_size for each in homes.files_below(place)}
    for force in (False, True) if always else (False,):
        with pytest.raises(making.NotBackedUp, match=words):
            backup.back_up(home, target, NOW, force=force)
    assert {each: each.lstat().st_size for each in homes.files_below(place)} == before


def test_c18_force_replaces_a_file_only_by_a_good_copy(home: Path, place: Path) -> None:
    target = _existing(home, place)
    backup.back_up(home, target, NOW, force=True)
    assert rows(target) == rows(database(home))
    content = bytearray(database(home).read_bytes())
    content[-2 * homes.PAGE : -homes.PAGE] = bytes(range(256)) * 16
    database(home).write_bytes(content)
    good = digest(target)
    with pytest.raises(diary_file.BadCopy):
        backup.back_up(home, target, NOW, force=True)
    assert digest(target) == good


def test_c18_no_diary_no_backup(place: Path) -> None:
    with pytest.raises(making.NotBackedUp, match="no diary"):
        backup.back_up(place / "nothing", None, NOW)
    assert not (place / "nothing").exists()


def test_c18_a_backup_made_by_hand_has_a_plain_name_and_is_never_replaced(home: Path) -> None:
    names = [backup.back_up(home, None, NOW).path.name for _ in range(3)]
    assert names == ["ktrack-2026-11-21-1.db", "ktrack-2026-11-21-2.db", "ktrack-2026-11-21-3.db"]


# C19: what does not come back


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def _spoilt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-2 * homes.PAGE : -homes.PAGE] = random.Random(1).randbytes(homes.PAGE)
    path.write_bytes(content)


def _replaced_by(content: Callable[[int], bytes]) -> Callable[[Path], None]:
    def replace(path: Path) -> None:
        path.write_bytes(content(path.stat().st_size))

    return replace


def _newer(path: Path) -> None:
    change(path, f"PRAGMA user_version = {diary_file.SCHEMA + 1}")


def _foreign(path: Path) -> None:
    change(path, "PRAGMA application_id = 0")


def _gone(path: Path) -> None:
    path.unlink()


def _made_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _endless(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


BAD = {
    "truncated": (_cut, "truncated", "cut off"),
    "damaged": (_spoilt, "damaged", "damaged"),
    "empty": (_replaced_by(lambda _: b""), "empty", "is empty"),
    "text": (_replaced_by(lambda _: b"dear diary\n" * 500), "not_sqlite", "another kind of file"),
    "diary file": (_replaced_by(lambda _: b'{"format": "ktrack-diary"}'), "diary_json", "ktrack import"),
    "encrypted": (_replaced_by(lambda size: random.Random(3).randbytes(size)), "encrypted", "passphrase"),
    "newer": (_newer, "newer", "newer ktrack"),
    "foreign": (_foreign, "foreign", "another program"),
    "gone": (_gone, "missing", "There is no file"),
    "folder": (_made_folder, "not_a_file", "is a folder"),
    "endless": (_endless, "not_a_file", "not an ordinary file"),
}


@pytest.mark.parametrize("case", BAD)
def test_c19_what_is_no_good_backup_is_refused_with_its_reason(home: Path, place: Path, case: str) -> None:
    spoil, kind, words = BAD[case]
    source = backup.back_up(home, place / "source.db", NOW).path
    spoil(source)
    before = digest(database(home))
    with pytest.raises(backup.BadBackup, match=words) as caught:
        backup.restore(home, source, NOW)
    assert caught.value.kind == kind
    assert homes.CANARY not in str(caught.value)
    assert digest(database(home)) == before
    assert sorted(each.name for each in home.iterdir()) == ["contacts.toml", "ktrack.db", "ktrack.marker"]


def test_c19_every_reason_has_its_own_sentence(home: Path, place: Path) -> None:
    said = set()
    for spoil, _, _ in BAD.values():
        source = place / "source.db"
        if source.is_dir():
            source.rmdir()
        source.unlink(missing_ok=True)
        backup.back_up(home, source, NOW)
        spoil(source)
        with pytest.raises(backup.BadBackup) as caught:
            backup.check(source)
        said.add(str(caught.value))
    assert len(said) == len(BAD)


def test_c19_a_good_restore_keeps_the_replaced_diary_and_can_be_undone(home: Path, place: Path) -> None:
    source = backup.back_up(home, place / "source.db", NOW)
    with opened(home) as tracker:
        tracker.check_in(check_in(tracker, chest_pain=3))
    newest = rows(database(home))
    restored = backup.restore(home, source.path, NOW)
    assert restored.before is not None
    assert restored.before.check_ins == restored.after.check_ins + 1
    assert rows(database(home)) == rows(source.path)
    assert restored.kept is not None
    assert rows(restored.kept) == newest
    again = backup.restore(home, restored.kept, NOW)
    assert rows(database(home)) == newest
    assert again.kept != restored.kept


def test_c19_a_backup_is_the_diary_of_a_new_computer(home: Path, place: Path) -> None:
    source = backup.back_up(home, place / "source.db", NOW)
    new = place / "new" / "computer"
    restored = backup.restore(new, source.path, NOW)
    assert restored.before is None
    assert restored.kept is None
    with opened(home) as mine, opened(new) as theirs:
        assert exchange.write_diary(mine.diary()) == exchange.write_diary(theirs.diary())


def test_c19_the_diary_itself_is_no_backup_of_it(home: Path) -> None:
    before = digest(database(home))
    with pytest.raises(backup.NotRestored, match="the diary itself"):
        backup.restore(home, database(home), NOW)
    assert digest(database(home)) == before


# what stays of the daily ones


def days_of(home: Path) -> list[date]:
    found = (home / "backups").glob("ktrack-????-??-??.db")
    return sorted(date.fromisoformat(each.stem.removeprefix("ktrack-")) for each in found)


def test_daily_backups_seven_days_and_four_weeks_stay(home: Path) -> None:
    by_hand = backup.back_up(home, None, NOW).path
    for day in range(60):
        now = NOW + timedelta(days=day)
        assert backup.daily(home, now) == ""
        assert backup.daily(home, now + timedelta(hours=5)) == ""
        assert days_of(home)[-1] == now.date()
    last = (NOW + timedelta(days=59)).date()
    days = days_of(home)
    assert days[-7:] == [last - timedelta(days=back) for back in range(6, -1, -1)]
    weeks = days[:-7]
    assert len(weeks) == 4
    assert all(day.isoweekday() == 7 for day in weeks)
    assert (last - weeks[0]) >= timedelta(days=28)
    assert by_hand.exists()
    assert all(each.good for each in backup.backups(home))


def test_daily_backups_of_one_day_a_week_reach_back_months(home: Path) -> None:
    for week in range(20):
        assert backup.daily(home, NOW + timedelta(weeks=week)) == ""
    assert len(days_of(home)) == 11


def test_the_last_good_backup_is_never_removed(home: Path) -> None:
    assert backup.daily(home, NOW) == ""
    good = backup.last_good(home)
    assert good is not None
    change(database(home), "INSERT INTO meta VALUES ('a', 'b')")
    content = bytearray(database(home).read_bytes())
    content[-2 * homes.PAGE : -homes.PAGE] = random.Random(1).randbytes(homes.PAGE)
    database(home).write_bytes(content)
    for day in range(1, 100):
        assert "Today's backup was not made" in backup.daily(home, NOW + timedelta(days=day))
    assert backup.last_good(home) == good


def test_a_clock_that_jumps_does_not_thin_out_the_past(home: Path) -> None:
    for day in range(5):
        backup.daily(home, NOW + timedelta(days=day))
    for wrong in (datetime(1970, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)):
        assert backup.daily(home, wrong) == ""
    assert len(days_of(home)) == 7
    assert backup.last_good(home) is not None


def test_an_empty_diary_takes_no_place_among_the_backups(place: Path) -> None:
    with opened(place / "new"):
        pass
    assert backup.daily(place / "new", NOW) == ""
    assert backup.backups(place / "new") == ()
    assert backup.last_good(place / "new") is None


def test_daily_says_what_went_wrong_and_raises_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(homes.CANARY)

    (home / "backups").mkdir()
    (home / "backups").chmod(0o777)
    assert "chmod 700" in backup.daily(home, NOW)
    (home / "backups").chmod(0o700)
    with monkeypatch.context() as patched:
        patched.setattr(diary_file, "verified_copy", broken)
        said = backup.daily(home, NOW)
    assert said.startswith("Today's backup was not made")
    assert homes.CANARY not in said
    shutil.rmtree(home / "backups")
    (home / "backups").write_text("a file")
    assert "not a folder" in backup.daily(home, NOW)


def test_what_a_killed_copy_left_is_swept_up_but_not_one_in_the_making(home: Path) -> None:
    (home / "backups").mkdir(mode=0o700)
    old, young = home / "backups" / ".ktrack-1.part", home / "backups" / ".ktrack-2.part"
    work = home / ".ktrack-3.part"
    work.mkdir()
    (work / "ktrack.db").write_bytes(b"half")
    for each, age in ((old, 2), (young, 0.1), (work, 3)):
        if each is not work:
            each.write_bytes(b"half")
        made = (NOW - timedelta(days=age)).timestamp()
        os.utime(each, (made, made))
    assert backup.daily(home, NOW) == ""
    assert (old.exists(), young.exists(), work.exists()) == (False, True, False)


def test_a_folder_copied_to_another_computer_keeps_the_age_of_its_backups(home: Path) -> None:
    for day in range(3):
        backup.daily(home, NOW + timedelta(days=day))
    later = NOW + timedelta(days=40)
    for each in (home / "backups").iterdir():
        os.utime(each, (later.timestamp(), later.timestamp()))
    found = backup.backups(home)
    assert [each.path.name for each in found] == sorted((each.path.name for each in found), reverse=True)
    assert found[0].age(later) > timedelta(days=36)
    assert found[0].age(NOW - timedelta(days=400)) == timedelta(0)
    assert paths.backups(home) == found[0].path.parent
