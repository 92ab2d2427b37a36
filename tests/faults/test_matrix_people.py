"""Faults of texts, commands, terminal, time, exports and privacy: which test tries which, which cannot be tried.

The table beside `test_matrix`, which has the faults of storage. A test in this folder says in its name which cases
it tries; those elsewhere are named below.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

CASES = {
    "A1": "hostile texts typed and pasted",
    "A2": "hostile texts from a pipe",
    "A3": "texts without end",
    "A4": "several lines pasted into one",
    "A5": "pastes that begin or end halfway",
    "A6": "bytes that are no text",
    "A7": "only blanks, only invisible characters",
    "A8": "what is no number or no time in their fields",
    "A9": "numbers off the scale, swapped blood pressure",
    "A10": "directions turned around a dose",
    "A11": "stacked marks, joined pictures, wide signs in tables",
    "A12": "notes that look like markup, actions, links",
    "A13": "keys pressed at random",
    "B1": "arguments that are no UTF-8",
    "B2": "commands and values that are none",
    "B3": "output closed or full",
    "B4": "imports cut, mistyped, huge, doubled, newer",
    "B5": "imports of hostile texts and impossible values",
    "B6": "homes that are none",
    "B7": "settings and clinic files that are damaged",
    "B8": "several that write at once",
    "B9": "input that is a terminal, or empty",
    "D1": "killed at any moment",
    "D2": "signals while typing and saving",
    "D3": "window closed with that signal ignored",
    "D4": "streams that are no terminal",
    "D5": "terminal that takes nothing",
    "D6": "every size of the window",
    "D7": "every kind of terminal",
    "D8": "languages without UTF-8",
    "D9": "keys that stop or end other programs",
    "D10": "variables that spy",
    "D11": "errors in handlers, timers, workers, drawing",
    "D12": "no memory, no end of recursion",
    "D13": "stopped, asleep, gone on",
    "D14": "started twice",
    "D15": "a history of years",
    "D16": "Windows",
    "T1": "another zone at the check-in than at the infusion",
    "T2": "hours that are missing or doubled, ends of the calendar",
    "T3": "clocks set back, times to come",
    "T4": "midnight between two answers",
    "T5": "no time zone database",
    "T20": "a backup or an encrypted diary that cannot be brought back",
    "T23": "a wrong passphrase taken for damage, or the other way round",
    "E1": "spreadsheet",
    "E2": "diary file, and back",
    "E3": "HTML and PDF",
    "E4": "plain text and commands",
    "E5": "places where an export may not go",
    "E6": "killed while exporting",
    "E7": "exports of nothing and of twenty years",
    "E8": "warnings, deleted entries and forms in exports",
    "P1": "words that leak",
    "P2": "files that others can read",
    "P3": "folders of others",
    "P4": "the network",
    "P5": "clipboard, title, pictures of the screen",
    "P6": "erasing",
}

ELSEWHERE = {
    "A1": ("tui/test_hostile_texts.py::test_in_the_note", "tui/test_hostile_texts.py::test_in_a_line"),
    "A3": ("cli/test_bad_input.py::test_a_note_without_end_is_not_read_to_the_end",
           "tui/test_check_in.py::test_a_paste_that_is_too_long_is_refused_aloud"),
    "A4": ("tui/test_hostile_texts.py::test_in_a_line",),
    "A7": ("cli/test_ask.py::test_no_note_is_no_note", "core/test_text.py::test_blank"),
    "A8": ("core/test_questions.py::test_whatever_is_typed_is_an_answer_or_a_sentence",
           "core/test_when.py::test_hostile_texts_are_no_times"),
    "A9": ("core/test_questions.py::test_an_answer_off_the_scale_is_refused_with_the_range",
           "core/test_questions.py::test_swapped_blood_pressure_marks_both_numbers",
           "tui/test_check_in.py::test_an_odd_measured_value_is_asked_about_kept_and_judged"),
    "A11": ("core/test_export_txt.py::test_wide_characters_take_two_columns_and_marks_none",
            "tui/test_hostile_texts.py::test_in_a_list"),
    "A12": ("tui/test_history.py::test_what_was_typed_is_no_markup",
            "core/test_text_paths.py::test_nobody_asks_for_markup"),
    "B1": ("cli/test_process.py::test_arguments_that_are_no_utf8",),
    "B2": ("cli/test_bad_input.py::test_one_sentence_and_nothing_written",),
    "B3": ("cli/test_process.py::test_a_full_output_is_an_error",
           "cli/test_process.py::test_a_reader_that_goes_away"),
    "B4": ("core/test_exchange_refused.py::test_the_first_error_is_named_with_its_place",
           "core/test_exchange_bad_files.py::test_a_file_cut_anywhere_is_refused",
           "core/test_exchange_import.py::test_a_case_diary_comes_in_whole_and_the_second_time_changes_nothing"),
    "B5": ("core/test_exchange_refused.py::test_numbers_that_are_none_are_refused_at_their_place",),
    "B7": ("core/test_clinic.py::test_bytes_that_are_no_file_of_ours_are_refused",
           "core/test_clinic.py::test_no_clinic_file_removes_or_lowers_a_finding"),
    "B9": ("cli/test_process.py::test_closed_input_and_closed_errors",),
    "D15": ("tui/test_history.py::test_a_long_history_is_read_a_page_at_a_time",),
    "T1": ("core/test_zones.py::test_every_zone_gives_the_same_findings",),
    "T2": ("core/test_when.py::test_every_left_out_and_repeated_hour_of_every_zone_is_asked_about",
           "core/test_when.py::test_the_ends_of_the_calendar_are_refused_or_understood"),
    "T3": ("tui/test_history.py::test_a_time_to_come_is_not_taken",
           "core/test_properties.py::test_order_and_time_zone_change_nothing"),
    "T4": ("core/test_when.py::test_new_year_and_midnight",),
    "E1": ("core/test_export_csv.py::test_hostile_text_comes_back_whole_and_no_cell_is_a_formula",),
    "E2": ("core/test_exchange_import.py::test_an_export_restores_the_same_diary_on_another_computer",),
    "E3": ("core/test_export_html.py::test_nothing_runs_and_nothing_is_fetched",
           "core/test_export_html.py::test_hostile_notes_stay_text"),
    "E4": ("core/test_export_txt.py::test_wrapping_loses_nothing_and_keeps_to_the_width",),
    "E5": ("cli/test_files.py::test_a_link_is_replaced_and_not_followed",
           "cli/test_files.py::test_a_file_is_never_replaced_unasked"),
    "E6": ("core/test_paths.py::test_a_full_disk_leaves_what_was_there",),
    "E7": ("core/test_export_csv.py::test_an_empty_diary_has_heads_only",),
    "E8": ("core/test_export_csv.py::test_deleted_records_are_nowhere_but_their_warnings_are",
           "core/test_export_txt.py::test_every_flag_is_in_the_box_of_any_page"),
    "P3": ("core/test_paths.py::test_a_folder_that_others_can_write_in_is_refused_and_left_alone",),
    "P4": ("core/test_house.py::test_nothing_can_leave_the_machine",),
    "P5": ("tui/test_app.py::test_the_window_title_gives_nothing_away",),
}  # fmt: skip
"""Tests in other folders."""

NOT_HERE = {
    "A5": "a terminal ends its own pastes; what a text that pretends to be the end does is tried as one of A1",
    "D16": "there is no Windows here; nothing is promised there before these cases have run on it",
    "T5": "Linux always has one; each time is kept with its offset, so showing needs none",
}
"""Why a case is tried nowhere."""

ONLY_IN_PART = {
    "D1": "100 kills of saving in an ordinary run; of the app, and 10 000 of each, with `-m long`",
    "D2": "in a terminal with `-m long`; while migrating SIGKILL only (C12), which is the same and more",
    "D5": "a stall of seconds instead of a minute",
    "D7": "four kinds, with `-m long`",
    "D6": "up to 400 by 100; larger ones only cost time",
    "D10": "with `-m long`",
    "D11": "with `-m long`",
    "D9": "undo in the note is a key of the note and takes back what was typed; its opposite brings it back",
    "D13": "no computer can be sent to sleep here; stopping and going on is the same for a program",
    "A13": "50 keys in an ordinary run, 10 000 with `-m long`",
    "E6": "no kill at each step: a file gets its name when it is whole, so there is no step between",
    "P4": "connections are watched from inside the program, and where it is allowed there is no network",
}
"""What of a case is not tried, or not always."""


def named_here() -> dict[str, list[str]]:
    """Tests of this folder by the cases in their names."""
    found: dict[str, list[str]] = {}
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        for name in functions(file):
            named = re.match(r"test_((?:[a-z]\d+_)+)", name)
            for case in named[1].split("_")[:-1] if named else ():
                found.setdefault(case.upper(), []).append(name)
    return found


def functions(file: Path) -> list[str]:
    """The tests in a file."""
    tree = ast.parse(file.read_text("utf-8"))
    return [each.name for each in tree.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_every_fault_is_tried_or_said_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    here = named_here()
    tried = {case: len(here.get(case, ())) + len(ELSEWHERE.get(case, ())) for case in CASES}
    assert {case for case, count in tried.items() if not count} == NOT_HERE.keys()
    assert {case for case in here if case[0] != "C"} <= CASES.keys(), "a test names a case that is none"
    assert ONLY_IN_PART.keys() <= {case for case, count in tried.items() if count}
    with capsys.disabled():
        print("\n\nFaults of texts, commands, terminal, time, exports, privacy")  # noqa: T201
        for case, words in CASES.items():
            how = {0: "NOT HERE", 1: "1 test"}.get(tried[case], f"{tried[case]} tests")
            print(f"  {case:<4} {words:<60} {how}")  # noqa: T201
            why = NOT_HERE.get(case) or ONLY_IN_PART.get(case)
            if why:
                print(f"       {why}")  # noqa: T201


def test_what_is_named_as_elsewhere_is_there() -> None:
    for each in {test for tests in ELSEWHERE.values() for test in tests}:
        file, name = each.split("::")
        assert name in functions(TESTS / file), each
