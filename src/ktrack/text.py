"""Text a person typed: made storable on the way in, harmless to a terminal on the way out.

Owns what counts as a control sign, as invisible, as blank. It must not cut, strip, correct or translate: a
note is evidence, so whatever cannot be kept is replaced by a sign that can be seen.

Terminal libraries pass ESC and its kin straight through, also with markup turned off, so a stored note could
clear the screen or write the clipboard. That is why every way in and every way out goes through here.
"""

from __future__ import annotations

import re
import unicodedata

NOTE_LIMIT = 4000
"""Characters a typed or piped note may have. Not cut here: callers refuse more, and say both lengths."""

_REPLACEMENT = "\ufffd"

# C0 except tab and line feed, DEL, C1, and surrogates, which no UTF-8 file can hold
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")

# direction embeddings, overrides and isolates can draw a dose as another one; tag characters hide whole words
_DECEIVING = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")

# U+2028 and U+2029 break lines in some terminals and widgets
_BREAKS = re.compile("[\t\n\u2028\u2029]")

# drawn as nothing, though Unicode does not file them under separators or format characters
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """The text as it can be stored: the same text, with each control character as a visible sign.

    Line ends become LF. C0 and DEL become their pictures (ESC becomes U+241B), C1 and lone surrogates U+FFFD.
    Everything else stays: blanks at the ends, any script, joiners, combining marks. Cleaning again changes
    nothing.
    """
    return _UNSTORABLE.sub(_sign, _with_line_feeds(text))


def shown(text: str) -> str:
    """The text as it may be written to a terminal: cleaned, and what turns or hides words becomes U+FFFD.

    Cleans again because a row may have been written by another program. Keeps LF and tab. Says nothing about
    markup: draw it with `markup=False`.
    """
    return _DECEIVING.sub(_REPLACEMENT, clean(text))


def one_line(text: str) -> str:
    """The text as `shown`, with every line break and tab as one space, for table cells and lists."""
    return _BREAKS.sub(" ", shown(text))


def is_blank(text: str) -> bool:
    """Whether nothing would be seen: only white space and invisible characters, or no characters at all.

    Control characters do not count as blank, because `clean` keeps them as signs that can be seen.
    """
    return all(_unseen(character) for character in set(clean(text)))


def changed_characters(text: str) -> int:
    """How many characters `clean` replaces by a sign. Line ends do not count: they stay line ends."""
    return len(_UNSTORABLE.findall(_with_line_feeds(text)))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else _REPLACEMENT


def _unseen(character: str) -> bool:
    # Zs, Zl, Zp: separators. Cf: format characters. Cc: after cleaning only tab and line feed.
    category = unicodedata.category(character)
    return category[0] == "Z" or category in ("Cc", "Cf") or _UNSEEN.match(character) is not None
