"""Things that tests of several packages use."""
