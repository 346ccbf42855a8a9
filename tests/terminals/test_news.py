"""What marks a terminal that nobody looks at."""

from __future__ import annotations

from uuid import uuid4

from boocode.terminals.news import LONG_SECONDS, News


def test_what_took_long_is_news_when_it_is_done_and_what_was_short_is_not() -> None:
    build, look = uuid4(), uuid4()
    at = 0.0
    news = News(lambda: at)
    assert news.since({build: None, look: None}, ()) == set()
    assert news.since({build: "make", look: None}, ()) == set()
    at = LONG_SECONDS - 1
    assert news.since({build: "make", look: "ls"}, ()) == set()
    at = LONG_SECONDS
    assert news.since({build: None, look: None}, ()) == {build}
    assert news.since({build: None, look: None}, ()) == set()


def test_what_ran_before_the_server_began_counts_as_long() -> None:
    build = uuid4()
    news = News()
    assert news.since({build: "make"}, ()) == set()
    assert news.since({build: None}, ()) == {build}


def test_a_bell_is_news_once_whoever_heard_it_first() -> None:
    shown, alone = uuid4(), uuid4()
    news = News()
    commands = {shown: None, alone: None}
    news.ring(shown)
    assert news.since(commands, {alone}) == {shown, alone}
    assert news.since(commands, {alone}) == set()
    assert news.since(commands, ()) == set()
    assert news.since(commands, {alone}) == {alone}
