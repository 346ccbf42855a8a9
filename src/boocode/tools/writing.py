"""Tools that propose changes to files. Nothing is written: each becomes a pending change that the human reviews."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from anyio import to_thread
from pydantic import BaseModel, ConfigDict, Field, field_validator

from boocode.contracts.changes import ABSENT, EXECUTABLE, ChangeQueue, FileState, Proposed
from boocode.contracts.wire.parts import EditDetail, OtherDetail, WriteDetail
from boocode.files.encoding import decode_exactly
from boocode.files.lines import changed_blocks, lines_of, unified
from boocode.kernel.errors import Conflict, Invalid, NotFound
from boocode.kernel.text import clean
from boocode.tools.matching import replaced
from boocode.tools.model import Arguments, FunctionTool, ToolResult, ToolScope
from boocode.tools.viewing import NEW_FILE_MODE

MAX_DIFF = 40_000  # characters on a card
MAX_EDITS = 50


def _can_write(scope: ToolScope) -> bool:
    return scope.changes is not None


def _can_apply(scope: ToolScope) -> bool:
    return scope.changes is not None and scope.may_apply


def _queue(scope: ToolScope) -> ChangeQueue:
    assert scope.changes is not None  # the tools are not offered without it
    return scope.changes


class Replace(BaseModel):
    model_config = ConfigDict(extra="forbid")

    old: str = Field(description="Text to replace, exactly as it is in the file, without line numbers.")
    new: str = Field(description="What to put there.")
    replace_all: bool = Field(default=False, description="Replace every occurrence.")


class EditFile(Arguments):
    path: str = Field(description="File, relative to the project's root.")
    old: str | None = Field(
        default=None, description="Text to replace, exactly as it is in the file; enough of it to be unique."
    )
    new: str | None = Field(default=None, description="What to put there.")
    replace_all: bool = Field(default=False, description="Replace every occurrence.")
    edits: list[Replace] | None = Field(
        default=None, max_length=MAX_EDITS, description="Several replacements instead, done in this order, or none."
    )

    @field_validator("edits", mode="before")
    @classmethod
    def _accept_one(cls, value: object) -> object:
        return [cast(object, value)] if isinstance(value, dict) else value

    def title(self) -> str:
        count = len(self.edits or ())
        return f"{self.path} ({count} edits)" if count > 1 else self.path

    def wanted(self) -> list[Replace]:
        """All replacements. Raises Invalid when there are none."""
        single: list[Replace] = []
        if self.old is not None:
            single = [Replace(old=self.old, new=self.new or "", replace_all=self.replace_all)]
        elif self.new is not None:
            raise Invalid("`old` is missing: say what to replace, or use create_file for a whole file.")
        wanted = [*single, *(self.edits or ())]
        if not wanted:
            raise Invalid("Give `old` and `new`, or `edits`.")
        return wanted


async def edit_file(arguments: EditFile, scope: ToolScope) -> ToolResult:
    wanted = arguments.wanted()

    def rewrite(now: FileState) -> FileState:
        if now.content is None:
            raise NotFound(
                f"There is no file `{arguments.path}` to edit. Use create_file to make it.", path=arguments.path
            )
        written = decode_exactly(now.content)
        text = written.text
        for number, edit in enumerate(wanted, 1):
            try:
                text = replaced(text, edit.old, edit.new, replace_all=edit.replace_all, path=arguments.path)
            except Invalid as error:
                which = f"Edit {number} of {len(wanted)}: " if len(wanted) > 1 else ""
                nothing = " Nothing was changed." if len(wanted) > 1 else ""
                raise Invalid(f"{which}{error.message}{nothing}") from error
        return replace(now, content=written.encode(text))

    return await _edited(await _queue(scope).propose(scope.author(), arguments.path, rewrite), "Edited")


EDIT_FILE = FunctionTool(
    name="edit_file",
    description=(
        "Change a file by replacing text: `old` (exact, unique) by `new`, or several `edits` at once. Read the file "
        "first. The change waits for the developer's review; your later reads already show it. Edits of one file in "
        "one turn belong into one call."
    ),
    kind="edit",
    arguments=EditFile,
    body=edit_file,
    read_only=False,
    needs=_can_write,
)


class CreateFile(Arguments):
    path: str = Field(description="File, relative to the project's root. Missing directories are made.")
    content: str = Field(description="The whole content.")
    overwrite: bool = Field(default=False, description="Replace the file if it exists.")
    executable: bool | None = Field(default=None, description="Make it executable, or not.")

    def title(self) -> str:
        return self.path


async def create_file(arguments: CreateFile, scope: ToolScope) -> ToolResult:
    def rewrite(now: FileState) -> FileState:
        if now.content is not None and not arguments.overwrite:
            raise Conflict(
                f"`{arguments.path}` exists already. Use edit_file to change it, or set overwrite to replace all of it."
            )
        text = arguments.content
        if now.content and b"\r\n" in now.content and now.content.count(b"\n") == now.content.count(b"\r\n"):
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return FileState(text.encode(), _mode(now.mode, arguments.executable))

    done = await _queue(scope).propose(scope.author(), arguments.path, rewrite)
    if done.before.content is not None:
        return await _edited(done, "Replaced the content of")
    lines = len(lines_of(done.after.content))
    text = f"Created {done.path} ({lines:,} {'line' if lines == 1 else 'lines'}); it waits for review."
    return ToolResult(text, WriteDetail(path=done.path, content=arguments.content[:MAX_DIFF]))


def _mode(now: int | None, executable: bool | None) -> int | None:
    if executable is None:
        return now
    mode = NEW_FILE_MODE if now is None else now
    return mode | (EXECUTABLE & (mode >> 2 | 0o100)) if executable else mode & ~EXECUTABLE


CREATE_FILE = FunctionTool(
    name="create_file",
    description=(
        "Make a new file with this content. It waits for the developer's review; your later reads already show it. "
        "Fails if the file exists, unless overwrite is set: prefer edit_file for changes."
    ),
    kind="write",
    arguments=CreateFile,
    body=create_file,
    read_only=False,
    needs=_can_write,
)


class DeleteFile(Arguments):
    path: str = Field(description="File, relative to the project's root.")

    def title(self) -> str:
        return self.path


async def delete_file(arguments: DeleteFile, scope: ToolScope) -> ToolResult:
    def rewrite(now: FileState) -> FileState:
        if now.content is None:
            raise NotFound(f"There is no file `{arguments.path}` to delete.", path=arguments.path)
        return ABSENT

    return await _edited(await _queue(scope).propose(scope.author(), arguments.path, rewrite), "Deleted")


DELETE_FILE = FunctionTool(
    name="delete_file",
    description="Delete a file. It waits for the developer's review; to you it is gone at once.",
    kind="edit",
    arguments=DeleteFile,
    body=delete_file,
    read_only=False,
    needs=_can_write,
)


class MoveFile(Arguments):
    path: str = Field(description="File, relative to the project's root.")
    new_path: str = Field(description="Its new path, with the file's name.")

    def title(self) -> str:
        return f"{self.path} to {self.new_path}"


async def move_file(arguments: MoveFile, scope: ToolScope) -> ToolResult:
    done = await _queue(scope).move(scope.author(), arguments.path, arguments.new_path)
    text = f"Moved {arguments.path} to {done.path}; it waits for review."
    diff = f"rename from {arguments.path}\nrename to {done.path}\n"
    return ToolResult(text, EditDetail(path=done.path, diff=diff))


MOVE_FILE = FunctionTool(
    name="move_file",
    description="Move or rename a file. It waits for the developer's review; to you it is moved at once.",
    kind="edit",
    arguments=MoveFile,
    body=move_file,
    read_only=False,
    needs=_can_write,
)


class ApplyPending(Arguments):
    paths: list[str] = Field(default_factory=list[str], description="Only changes of these files; by default all.")

    def title(self) -> str:
        return ", ".join(self.paths[:3]) or "all pending changes"


async def apply_pending(arguments: ApplyPending, scope: ToolScope) -> ToolResult:
    text = await _queue(scope).apply_pending(scope.author(), arguments.paths)
    return ToolResult(text, OtherDetail(title=arguments.title(), text=text))


APPLY_PENDING = FunctionTool(
    name="apply_pending",
    description="Write pending changes of this session to the project's files. The developer allowed it here.",
    kind="write",
    arguments=ApplyPending,
    body=apply_pending,
    read_only=False,
    timeout_seconds=120.0,
    needs=_can_apply,
)


class Rewind(Arguments):
    paths: list[str] = Field(default_factory=list[str], description="Only changes of these files; by default all.")

    def title(self) -> str:
        return ", ".join(self.paths[:3]) or "all changes of this task"


async def rewind(arguments: Rewind, scope: ToolScope) -> ToolResult:
    text = await _queue(scope).rewind(scope.author(), arguments.paths)
    return ToolResult(text, OtherDetail(title=arguments.title(), text=text))


REWIND = FunctionTool(
    name="rewind",
    description="Take back changes of this task that were applied, newest first. Later work of others is kept.",
    kind="write",
    arguments=Rewind,
    body=rewind,
    read_only=False,
    timeout_seconds=120.0,
    needs=_can_apply,
)


async def _edited(done: Proposed, verb: str) -> ToolResult:
    """What an edit did, for the model in a line and for the card as a diff."""
    if done.before == done.after:
        text = f"{done.path} has this content already; nothing was changed."
        return ToolResult(text, EditDetail(path=done.path, diff=""))
    added, removed, diff = await to_thread.run_sync(_compared, done)
    mode = " and its mode" if done.before.mode != done.after.mode and done.after.content is not None else ""
    text = f"{verb} {done.path}{mode} (+{added} -{removed}); it waits for review."
    return ToolResult(text, EditDetail(path=done.path, diff=diff))


def _compared(done: Proposed) -> tuple[int, int, str]:
    before, after = done.before.content, done.after.content
    if any(content and b"\x00" in content for content in (before, after)):
        return 0, 0, f"Binary file {done.path}\n"
    blocks = changed_blocks(lines_of(before), lines_of(after))
    added = sum(block.new_end - block.new_start for block in blocks)
    removed = sum(block.old_end - block.old_start for block in blocks)
    diff = clean(unified(before, after, path=done.path))
    if len(diff) > MAX_DIFF:
        diff = diff[:MAX_DIFF].rpartition("\n")[0] + "\n"
    return added, removed, diff
