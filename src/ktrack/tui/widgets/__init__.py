"""Reusable pieces of screens. They are handed values and post messages; they never see the tracker."""
