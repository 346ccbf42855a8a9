"""Splitting a change: what of it is decided, and what stays pending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from boocode.changes.errors import ChangeMovedOn
from boocode.changes.hunks import Difference, difference
from boocode.changes.model import Contents, Row, StoredEdit, compared, content_of, described, shown_hunks
from boocode.contracts.wire.changes import Attribution, Hunk
from boocode.files.blobs import sha256_of
from boocode.kernel.clock import now
from boocode.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Selected:
    """A change, or some hunks of it."""

    change_id: UUID
    hunks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is decided of a change.

    Attributes:
        decided: A new row where something is left of the change, else the change itself.
        rest: The change with what stays pending; None when nothing does.
        edit: What rejecting a part did to the content of the rest.
        contents: New contents that the rows name.
    """

    decided: Row
    rest: Row | None = None
    edit: StoredEdit | None = None
    contents: Contents | None = None


def part_to_apply(row: Row, hunks: Sequence[str] | None, edits: Sequence[StoredEdit], contents: Contents) -> Part:
    """The change with these hunks applied: they join the base of the rest.

    Raises:
        ChangeMovedOn: It has no such hunks (any more).
    """
    found = _chosen(row, hunks, contents)
    if found is None or set(hunks or ()) == {hunk.id for hunk in found.hunks}:
        return Part(row)
    part = found.with_only(hunks or ())
    sha = sha256_of(part)
    more = {**contents, sha: part}
    mode = row.base_mode
    decided = _split_off(row, replace(row, content_sha=sha, content_mode=mode), hunks or (), more)
    rest = replace(row, path=row.target, new_path=None, base_sha=sha, updated_at=now(), state="pending", reason=None)
    return Part(decided, described(rest, edits, more), None, {sha: part})


def part_to_reject(row: Row, hunks: Sequence[str] | None, edits: Sequence[StoredEdit], contents: Contents) -> Part:
    """The change without these hunks. Raises as `part_to_apply`."""
    found = _chosen(row, hunks, contents)
    if found is None:
        return Part(row)
    kept = found.with_only([hunk.id for hunk in found.hunks if hunk.id not in (hunks or ())])
    sha, gone = sha256_of(kept), found.with_only(hunks or ())
    rest = replace(row, content_sha=sha, updated_at=now(), state="pending", reason=None)
    if rest.is_nothing or row.op in ("create", "delete"):
        return Part(row)
    gone_sha = sha256_of(gone)
    more = {**contents, sha: kept, gone_sha: gone}
    decided = _split_off(
        row, replace(row, new_path=None, content_sha=gone_sha, content_mode=row.base_mode), hunks or (), more
    )
    edit = StoredEdit(row.id, len(edits), None, None, None, (), row.content_sha, sha)
    return Part(decided, described(rest, [*edits, edit], more), edit, {sha: kept, gone_sha: gone})


def _chosen(row: Row, hunks: Sequence[str] | None, contents: Contents) -> Difference | None:
    """The difference to choose from; None where the whole change is meant."""
    if hunks is None:
        return None
    found = compared(row, contents)
    known = {hunk.id for hunk in found.hunks}
    if not hunks or not set(hunks) <= known:
        raise ChangeMovedOn(
            f"The change of `{row.path}` is not what you saw any more. Look at it again.", change_id=str(row.id)
        )
    return found if row.op in ("edit", "move") else None


def _split_off(row: Row, part: Row, ids: Sequence[str], contents: Contents) -> Row:
    """A new row for the decided part, with the hunks as the reviewer saw them."""
    found = difference(row.path, content_of(contents, part.base_sha), content_of(contents, part.content_sha))
    seen: Mapping[str, Hunk] = {hunk["id"]: Hunk.model_validate(hunk) for hunk in row.hunks if hunk["id"] in ids}
    authors = _union([hunk.by for hunk in seen.values()]) or [Attribution.model_validate(by) for by in row.authors]
    hunks = [
        hunk.model_copy(update={"by": seen[hunk.id].by if hunk.id in seen else authors}) for hunk in shown_hunks(found)
    ]
    return replace(
        part,
        id=new_id(),
        op="move" if part.new_path else "edit",
        hunks=[hunk.model_dump(mode="json") for hunk in hunks],
        authors=[author.model_dump(mode="json") for author in authors],
        added=found.added,
        removed=found.removed,
    )


def _union(authors: Sequence[Sequence[Attribution]]) -> list[Attribution]:
    found: dict[tuple[UUID, UUID, str], dict[str, None]] = {}
    for author in [author for group in authors for author in group]:
        calls = found.setdefault((author.task_id, author.chat_id, author.provider), {})
        calls.update(dict.fromkeys(author.call_ids))
    return [
        Attribution(task_id=task_id, chat_id=chat_id, provider=provider, call_ids=list(calls))
        for (task_id, chat_id, provider), calls in found.items()
    ]
