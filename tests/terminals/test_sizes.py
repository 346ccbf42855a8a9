"""How large a terminal is that several windows show."""

from __future__ import annotations

from boocode.terminals.sizes import Size, Sizes


def test_smallest_window_counts_in_each_direction() -> None:
    sizes: Sizes[str] = Sizes(Size(80, 24))
    assert sizes.size == Size(80, 24)
    sizes.put("desk", Size(200, 50))
    assert sizes.size == Size(200, 50)
    sizes.put("phone", Size(40, 60))
    assert sizes.size == Size(40, 50)
    sizes.remove("phone")
    assert sizes.size == Size(200, 50)
    sizes.remove("desk")
    assert sizes.size == Size(200, 50), "it keeps what it had last"


def test_window_it_is_fitted_to_counts_alone_until_it_leaves() -> None:
    sizes: Sizes[str] = Sizes(Size(80, 24))
    sizes.put("desk", Size(200, 50))
    sizes.put("phone", Size(40, 60))
    sizes.fit("desk", on=True)
    assert sizes.size == Size(200, 50)
    sizes.fit("phone", on=False)
    assert sizes.size == Size(200, 50), "only its own window ends that"
    sizes.put("desk", Size(100, 30))
    assert sizes.size == Size(100, 30)
    sizes.remove("desk")
    assert sizes.size == Size(40, 60)


def test_sizes_are_bounded() -> None:
    assert Size.bounded(0, 100_000) == Size(2, 500)
