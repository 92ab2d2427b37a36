"""The colours of the app: one calm accent, and four colours that stand for levels and for nothing else.

Owns every colour value there is; `ktrack.tcss` names them only as variables. No meaning may rest on them alone:
each level also has its words and its symbol.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="ktrack-dark",
    dark=True,
    primary="#7fb4c9",
    accent="#7fb4c9",
    foreground="#dfe3e6",
    background="#14181b",
    surface="#1b2125",
    panel="#222a2f",
    warning="#e0b252",
    error="#f08a80",
    success="#7fb4c9",
    variables={
        "faint": "#9aa5ac",
        "line": "#333d43",
        "level-emergency": "#b3261e",
        "level-urgent": "#b8500f",
        "level-contact": "#e0b252",
        "level-watch": "#9fb3bf",
        "on-level": "#ffffff",
        "block-cursor-background": "#7fb4c9",
        "input-cursor-background": "#dfe3e6",
        "scrollbar": "#3b464d",
        "scrollbar-background": "#14181b",
    },
)

LIGHT = Theme(
    name="ktrack-light",
    dark=False,
    primary="#1f6079",
    accent="#1f6079",
    foreground="#1d2327",
    background="#f7f6f2",
    surface="#efede7",
    panel="#e5e2da",
    warning="#8a5a00",
    error="#b3261e",
    success="#1f6079",
    variables={
        "faint": "#4f595f",
        "line": "#c9c5ba",
        "level-emergency": "#b3261e",
        "level-urgent": "#a8470b",
        "level-contact": "#7a4f00",
        "level-watch": "#4b626e",
        "on-level": "#ffffff",
        "input-cursor-background": "#1d2327",
        "scrollbar": "#b9b4a7",
        "scrollbar-background": "#f7f6f2",
    },
)

HIGH_CONTRAST = Theme(
    name="ktrack-high-contrast",
    dark=True,
    primary="#ffff00",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1a1a1a",
    warning="#ffff00",
    error="#ff9c9c",
    success="#ffff00",
    variables={
        "faint": "#e0e0e0",
        "line": "#ffffff",
        "level-emergency": "#c00000",
        "level-urgent": "#a04000",
        "level-contact": "#ffff00",
        "level-watch": "#ffffff",
        "on-level": "#ffffff",
        "input-cursor-background": "#ffffff",
        "scrollbar": "#ffffff",
        "scrollbar-background": "#000000",
    },
)

THEMES = (DARK, LIGHT, HIGH_CONTRAST)
