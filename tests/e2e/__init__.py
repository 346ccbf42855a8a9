"""Journeys through the UI: a real server, a scripted model, and Chromium."""
