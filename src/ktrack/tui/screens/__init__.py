"""The screens of the app, one a file. Only screens talk to the tracker."""
