"""P2, P6 and C17: who can read what ktrack makes, what erasing leaves, and where a diary should not be."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import pytest

from ktrack import backup, doctor, erase, paths, places
from ktrack.cli import program
from tests.faults import homes
from tests.faults.homes import CANARY, NOW, check_in, database, files_below, holders_of, opened
from tests.faults.nursery import Nursery

# P2: modes


@pytest.mark.parametrize("umask", ["000", "022"])
def test_p2_everything_that_is_made_is_private_whatever_the_umask(
    place: Path, nursery: Nursery, umask: str
) -> None:
    home, elsewhere = place / "made" / "home", place / "elsewhere"
    elsewhere.mkdir(mode=0o777)
    # it ends by dying in the middle of a save, so that a journal is there too
    assert nursery.run("everything", home, elsewhere, umask) == [-9]
    made = [each for each in (*files_below(home), *files_below(elsewhere)) if each != home / "said"]
    assert len(made) > 9
    kinds = {"ktrack.db", "ktrack.db-journal", "contacts.toml", "copy.db", "rest.json"}
    assert {each.name for each in made} >= kinds
    assert {each.name: stat.S_IMODE(each.stat().st_mode) for each in made} == {each.name: 0o600 for each in made}
    for folder in (home, home / "backups"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_p2_the_doctor_names_what_others_can_read(home: Path) -> None:
    backup.daily(home, NOW)
    (copy,) = (home / "backups").iterdir()
    copy.chmod(0o644)
    found = [each for each in doctor.examine(home, NOW).checks if each.name == "Who can look in"]
    assert [each.grade for each in found] == ["wrong"]
    assert str(copy) in found[0].say


# P6: erasing


def full_home(home: Path) -> None:
    """Everything that ktrack keeps, all of it holding the canary."""
    made = backup.back_up(home, None, NOW)
    backup.daily(home, NOW)
    with opened(home) as tracker:
        tracker.check_in(check_in(tracker, note=CANARY))
    backup.restore(home, made.path, NOW)
    paths.clinic_file(home).write_text(f"# {CANARY}")
    work = home / ".ktrack-1234.part"
    work.mkdir()
    (work / "ktrack.db").write_text(CANARY)
    (home / "backups" / ".ktrack-5678.part").write_text(CANARY)
    (home / "ktrack.db-journal").write_bytes(b"")


def test_p6_nothing_is_left_after_erasing_not_even_in_files_still_open(home: Path) -> None:
    full_home(home)
    there = files_below(home)
    assert len(holders_of(CANARY, home)) >= 7
    handles = [each.open("rb") for each in there]
    try:
        done = erase.erase(home)
        for handle in handles:
            assert CANARY.encode() not in handle.read()
    finally:
        for handle in handles:
            handle.close()
    assert done.failed == ()
    assert done.not_overwritten == ()
    assert {item.path for item in done.gone} == set(there)
    assert not home.exists()
    assert any("solid-state" in reason for reason in erase.OUT_OF_REACH)


def test_p6_what_ktrack_did_not_make_stays_and_is_named(home: Path, place: Path) -> None:
    (home / "letter.txt").write_text("mine")
    (home / "backups").mkdir(mode=0o700)
    (home / "backups" / "photo.jpg").write_text("mine")
    outside = place / "outside.db"
    outside.write_text("mine")
    (home / "backups" / "ktrack-2026-11-21.db").symlink_to(outside)
    done = erase.erase(home)
    assert {each.name for each in done.left_alone} == {"letter.txt", "photo.jpg"}
    assert outside.read_text() == "mine"
    assert [each.name for each in files_below(home)] == ["photo.jpg", "letter.txt"]


def test_p6_a_second_name_elsewhere_is_said(home: Path, place: Path) -> None:
    (place / "snapshot.db").hardlink_to(database(home))
    done = erase.erase(home)
    assert [item.path for item in done.not_overwritten] == [database(home)]
    assert CANARY.encode() in (place / "snapshot.db").read_bytes()


def test_p6_an_erasing_that_fails_goes_on_and_says_what_is_left(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full_home(home)
    real = Path.unlink

    def stuck(path: Path, missing_ok: bool = False) -> None:
        if path == paths.contacts(home):
            raise PermissionError(1, "Operation not permitted")
        real(path, missing_ok)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", stuck)
        done = erase.erase(home)
    assert [(item.path, why) for item, why in done.failed] == [(paths.contacts(home), "Operation not permitted")]
    assert [each.name for each in files_below(home)] == ["contacts.toml"]
    assert holders_of(CANARY, home) == []
    assert erase.erase(home).failed == ()
    assert not home.exists()


def test_p6_a_damaged_diary_and_an_empty_folder_can_be_erased(home: Path, place: Path) -> None:
    database(home).write_bytes(b"x" + database(home).read_bytes())
    assert erase.erase(home).failed == ()
    assert not home.exists()
    assert erase.plan(place / "nothing").items == ()
    (place / "link").symlink_to(place)
    with pytest.raises(paths.UnsafeFolder):
        erase.erase(place / "link")


def test_p6_after_erasing_a_first_start_is_a_first_start(home: Path) -> None:
    erase.erase(home)
    with opened(home) as tracker:
        assert tracker.check_ins() == ()


def test_p6_a_form_that_was_thrown_away_is_gone_from_the_file(place: Path) -> None:
    home = place / "new"
    with opened(home) as tracker:
        form = check_in(tracker, note=f"{CANARY} thrown away")
        tracker.keep_draft(form)
        assert holders_of(CANARY, home)
        tracker.drop_draft(form.id)
    assert holders_of(CANARY, home) == []


def test_p1_no_words_leak_into_what_the_commands_say(home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    where = ["--data-dir", str(home)]
    backup.daily(home, NOW)
    content = bytearray(database(home).read_bytes())
    content[-2 * homes.PAGE : -homes.PAGE] = bytes(homes.PAGE)
    database(home).write_bytes(content)
    for words in (["doctor"], ["doctor", "--json"], ["restore"], ["backup"], ["erase"], ["status"]):
        assert program.run([*where, *words]) != 0
        said = capfd.readouterr()
        assert CANARY not in said.out + said.err
        assert "Traceback" not in said.err


# C17: folders that others have their hands on

SYNCED = {
    "/home/a/Dropbox/ktrack": "Dropbox",
    "/home/a/Dropbox (Personal)/ktrack": "Dropbox",
    "/Users/a/Library/Mobile Documents/com~apple~CloudDocs/k": "iCloud",
    "/Users/a/Library/CloudStorage/GoogleDrive-a@b.c/My Drive": "Google Drive",
    "/Users/a/Library/CloudStorage/Other/k": "a cloud service",
    "/mnt/c/Users/a/OneDrive - Clinic/k": "OneDrive",
    "/home/a/OneDrive": "OneDrive",
    "/home/a/Google Drive/k": "Google Drive",
    "/home/a/Syncthing/k": "Syncthing",
    "/home/a/Nextcloud/k": "Nextcloud",
    "/home/a/.local/share/ktrack": "",
    "/home/dropboxer/ktrack": "",
    "/home/a/megabytes/box/k": "",
}


@pytest.mark.parametrize("folder", SYNCED)
def test_c17_a_folder_kept_in_step_is_recognised_by_its_name(folder: str) -> None:
    assert places.kept_in_step_by(Path(folder)) == SYNCED[folder]


def test_c17_and_by_what_the_program_left_in_it(home: Path) -> None:
    assert places.kept_in_step_by(home) == ""
    (home.parent / ".stfolder").mkdir()
    assert places.kept_in_step_by(home) == "Syncthing"
    found = [each for each in doctor.examine(home, NOW).checks if each.name == "Where it is"]
    assert [each.grade for each in found] == ["look"]
    assert "Syncthing" in found[0].say


MOUNTS = """\
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /home/a/shared rw - nfs4 server:/x rw
31 22 0:41 / /mnt/with\\040blank rw - cifs //server/x rw
32 22 0:42 / /home/a/sticks rw shared:1 - fuse.sshfs a@b: rw
33 30 0:43 / /home/a/shared/local rw - ext4 /dev/sdb1 rw
broken line
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/a/ktrack", ""),
        ("/home/a/shared/ktrack", "nfs4"),
        ("/home/a/shared/local/ktrack", ""),
        ("/mnt/with blank/ktrack", "cifs"),
        ("/home/a/sticks", "fuse.sshfs"),
        ("/home/a/sticks2", ""),
    ],
)
def test_c17_a_disk_of_another_machine_is_recognised_by_its_kind(folder: str, kind: str) -> None:
    assert places.network_type(Path(folder), MOUNTS) == kind


def test_c17_here_the_list_of_mounts_is_read_without_harm(home: Path) -> None:
    assert places.network_type(home) == ""
    shutil.rmtree(home)
    assert places.network_type(home) == ""
    assert os.path.lexists(home.parent)
