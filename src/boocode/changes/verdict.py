"""One decision, inside its transaction: which rows, what fits the disk, what is written, what becomes of the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from uuid import UUID

from anyio import to_thread

from boocode.changes import store
from boocode.changes.disk import read_state, same_place
from boocode.changes.errors import ChangeDecided, NotApplied, RewindOverlap
from boocode.changes.frames import Frame, frame_of
from boocode.changes.hunks import difference
from boocode.changes.journal import Entry, Journal
from boocode.changes.merging import merge
from boocode.changes.model import Contents, Row, StoredEdit, Wanted, content_of, shown, shown_hunks
from boocode.changes.parts import Part, Selected, part_to_apply, part_to_reject
from boocode.changes.planning import Clash, Fits, Step, plan
from boocode.changes.reverts import Reverts
from boocode.contracts.changes import FileState
from boocode.contracts.wire.changes import ChangeState, Decision, Hunk, Refusal
from boocode.events import Transaction
from boocode.files.blobs import BlobStore, sha256_of
from boocode.files.guard import PathGuard
from boocode.files.lines import Block
from boocode.kernel.clock import now
from boocode.kernel.errors import BooError, NotFound, Unavailable

MERGED = "Joined with what had changed on disk meanwhile."


class Verdict:
    """Carries out one decision.

    Attributes:
        entry: What was begun to be written: to be taken back if the transaction fails.
    """

    def __init__(
        self, tx: Transaction, blobs: BlobStore, journal: Journal, reverts: Reverts, denied: Sequence[Path]
    ) -> None:
        self._tx = tx
        self._conn = tx.conn
        self._blobs = blobs
        self._journal = journal
        self._reverts = reverts
        self._denied = denied
        self.entry: Entry | None = None

    async def apply(self, session_id: UUID, selected: Sequence[Selected] | None, *, one: bool) -> Decision:
        """See `Decisions.apply`."""
        place = await self._open(session_id)
        rows, refused = await self._choose(session_id, selected)
        contents, edits = await self._load(rows)
        wanted_hunks = {choice.change_id: choice.hunks for choice in selected or ()}
        fitting: list[tuple[Row, Part, Fits]] = []
        changed: list[Row] = []
        guard = self._guard(place)
        for row in rows:
            try:
                part = part_to_apply(row, wanted_hunks.get(row.id), edits[row.id], contents)
                contents.update(part.contents or {})
                outcome = await plan(_wanted(part.decided, contents), partial(_read, guard), merge)
            except BooError as error:
                refused.append((error, row))
                continue
            if isinstance(outcome, Clash):
                changed.append(_in_conflict(row, outcome))
                refused.append((outcome, row))
            else:
                fitting.append((row, part, outcome))
        _raise_if_alone(refused, one=one or (bool(selected) and not (fitting or changed)))
        await self._write(place, "apply", guard, [step for _, _, fits in fitting for step in fits.steps])
        await self._store_contents([part.contents or {} for _, part, _ in fitting])
        for _, part, fits in fitting:
            changed += await self._settle(part, _applied(part.decided, fits))
        await store.update(self._conn, *[row for row in changed if row.state == "conflict"])
        if fitting and (frame := await self._frame(session_id)):
            await frame.applied([(part.decided, fits) for _, part, fits in fitting])
        return await self._decided(changed, [_refusal(why, row) for why, row in refused])

    async def reject(self, session_id: UUID, selected: Sequence[Selected] | None, *, one: bool) -> Decision:
        """See `Decisions.reject`."""
        await store.session_place(self._conn, session_id)
        await store.lock_session(self._conn, session_id)
        rows, refused = await self._choose(session_id, selected)
        contents, edits = await self._load(rows)
        wanted_hunks = {choice.change_id: choice.hunks for choice in selected or ()}
        changed: list[Row] = []
        frame = await self._frame(session_id)
        for row in rows:
            try:
                part = await to_thread.run_sync(part_to_reject, row, wanted_hunks.get(row.id), edits[row.id], contents)
            except BooError as error:
                refused.append((error, row))
                continue
            await self._store_contents([part.contents or {}])
            changed += await self._settle(part, _ended(part.decided, "rejected"))
            if frame:
                await frame.rejected(row, part)
        _raise_if_alone(refused, one=one or (bool(selected) and not changed))
        return await self._decided(changed, [_refusal(why, row) for why, row in refused])

    async def rewind(self, change_id: UUID) -> Decision:
        """See `Decisions.rewind`."""
        session_id = (await store.get(self._conn, change_id)).session_id
        place = await self._open(session_id)
        await store.lock_session(self._conn, session_id)
        row = await store.get(self._conn, change_id, lock=True)
        if row.state != "applied":
            raise NotApplied(f"Only an applied change can be taken back; this one is {row.state}.", state=row.state)
        contents = await self._blobs.get_many([sha for sha in (row.pre_sha, row.post_sha) if sha])
        pre = FileState(content_of(contents, row.pre_sha), row.pre_mode)
        post = FileState(content_of(contents, row.post_sha), row.post_mode)
        guard = self._guard(place)
        wanted = Wanted(row.target, row.path, post, pre)
        outcome = await plan(wanted, partial(_read, guard), merge)
        if isinstance(outcome, Clash):
            overlap = await to_thread.run_sync(_overlap, wanted, outcome.theirs)
            raise RewindOverlap(
                f"{outcome.why} Taking this change back would undo that. Take back the later work first.",
                change_id=str(row.id),
                overlap=[hunk.model_dump(mode="json") for hunk in overlap],
            )
        await self._write(place, "rewind", guard, outcome.steps)
        rewound = replace(row, state="rewound", updated_at=now(), reason=MERGED if outcome.merged else row.reason)
        await store.update(self._conn, rewound)
        rebased: list[Row] = []
        if frame := await self._frame(session_id):
            rebased, why = await frame.rewound(row, outcome)
            if why:
                rewound = replace(rewound, reason=why)
                await store.update(self._conn, rewound)
        return await self._decided([rewound, *rebased], [])

    async def _open(self, session_id: UUID) -> store.SessionPlace:
        """The session's place, with its project locked and what an earlier crash left taken back."""
        place = await store.session_place(self._conn, session_id)
        await store.lock_project(self._conn, place.project_id)
        await self._journal.recover(place.project_id)
        if not await to_thread.run_sync(place.root.is_dir):
            raise Unavailable(f"The project's directory {place.path} is not there. Bring it back, or add it again.")
        return place

    async def _frame(self, session_id: UUID) -> Frame | None:
        return await frame_of(self._conn, self._blobs, self._reverts, session_id)

    def _guard(self, place: store.SessionPlace) -> PathGuard:
        return PathGuard((place.root,), self._denied)

    async def _choose(
        self, session_id: UUID, selected: Sequence[Selected] | None
    ) -> tuple[list[Row], list[tuple[BooError | Clash, Row]]]:
        """The open ones of the selected changes, locked, and why not the others."""
        ids = None if selected is None else [choice.change_id for choice in selected]
        rows = await store.lock_rows(self._conn, session_id, ids)
        if ids is not None and (missing := set(ids) - {row.id for row in rows}):
            raise NotFound("There is no such change in this session.", change_id=str(min(missing)))
        refused: list[tuple[BooError | Clash, Row]] = [
            (ChangeDecided(f"`{row.target}` was {row.state} already.", change_id=str(row.id), state=row.state), row)
            for row in rows
            if not row.is_open
        ]
        return [row for row in rows if row.is_open], refused

    async def _load(self, rows: Sequence[Row]) -> tuple[dict[str, bytes], Mapping[UUID, list[StoredEdit]]]:
        edits = await store.edits_of(self._conn, [row.id for row in rows])
        return await self._blobs.get_many(store.shas_of(rows, edits.values())), edits

    async def _store_contents(self, contents: Sequence[Contents]) -> None:
        await self._blobs.put_many([content for found in contents for content in found.values()])

    async def _write(self, place: store.SessionPlace, kind: str, guard: PathGuard, steps: Sequence[Step]) -> None:
        """Write the files under a journal entry, which ends with this transaction."""
        if not steps:
            return
        self.entry = await self._journal.begin(place.project_id, Path(guard.roots[0]), kind, steps)
        try:
            await self._journal.write(self.entry, guard)
        except OSError as error:
            raise Unavailable(
                f"The files could not be written ({error.strerror or error}), so nothing was changed."
            ) from error
        await self._journal.end(self._conn, self.entry, "done")

    async def _settle(self, part: Part, decided: Row) -> list[Row]:
        """Store what is decided, and what is left."""
        if part.rest is None:
            await store.update(self._conn, decided)
            return [decided]
        rest = part.rest
        if rest.is_nothing:  # the part was all there is
            rest = replace(rest, state="superseded", decided_at=now(), reason="Nothing is left of it.")
        await store.insert(self._conn, decided)
        await store.update(self._conn, rest)
        if part.edit is not None:
            await store.add_edits(self._conn, [part.edit])
        return [decided, rest]

    async def _decided(self, changed: Sequence[Row], refused: Sequence[Refusal]) -> Decision:
        await store.tell(self._tx, changed)
        return Decision(changes=[shown(row, whole=False) for row in changed], refused=list(refused))


async def _read(guard: PathGuard, path: str) -> FileState:
    def read() -> FileState:
        return read_state(guard, same_place(guard, path))

    return await to_thread.run_sync(read)


def _wanted(row: Row, contents: Contents) -> Wanted:
    base = FileState(content_of(contents, row.base_sha), row.base_mode)
    return Wanted(row.path, row.target, base, FileState(content_of(contents, row.content_sha), row.content_mode))


def _applied(row: Row, fits: Fits) -> Row:
    pre, post = fits.pre.content, fits.post.content
    return replace(
        _ended(row, "applied"),
        pre_sha=None if pre is None else sha256_of(pre),
        pre_mode=fits.pre.mode,
        post_sha=None if post is None else sha256_of(post),
        post_mode=fits.post.mode,
        reason=MERGED if fits.merged else None,
    )


def _ended(row: Row, state: ChangeState) -> Row:
    at = now()
    return replace(row, state=state, reason=None, updated_at=at, decided_at=at)


def _in_conflict(row: Row, clash: Clash) -> Row:
    return replace(row, state="conflict", reason=clash.why, updated_at=now())


def _raise_if_alone(refused: Sequence[tuple[BooError | Clash, Row]], *, one: bool) -> None:
    """What stands in the way of a single change is an error; a conflict is an outcome."""
    for why, _ in refused if one else ():
        if isinstance(why, BooError):
            raise why


def _refusal(why: BooError | Clash, row: Row) -> Refusal:
    if isinstance(why, Clash):
        return Refusal(change_id=row.id, code="conflict", message=why.why)
    return Refusal(change_id=row.id, code=why.code, message=why.message)


def _overlap(wanted: Wanted, theirs: FileState) -> list[Hunk]:
    """The hunks of what was done to the file since that touch what would be taken back."""
    ours = difference(wanted.path, wanted.base.content, wanted.content.content)
    since = difference(wanted.path, wanted.base.content, theirs.content)
    mine = [block for hunk in ours.hunks for block in hunk.blocks]
    return [hunk for hunk, found in zip(shown_hunks(since), since.hunks, strict=True) if _touch(found.blocks, mine)]


def _touch(blocks: Sequence[Block], others: Sequence[Block]) -> bool:
    return any(
        block.old_start <= other.old_end and other.old_start <= block.old_end for block in blocks for other in others
    )
