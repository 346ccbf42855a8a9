"""What opencode asks while its turn stays open: permissions and questions, to the human and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import anyio
from anyio.abc import TaskGroup

from boocode.backends.opencode.client import OpencodeClient
from boocode.backends.opencode.errors import OpencodeGone, OpencodeRefused
from boocode.backends.opencode.mirror import Mirror
from boocode.backends.opencode.tools import shown_path, without_index
from boocode.backends.subjects import fingerprint_of, subject_of
from boocode.contracts.agents import NewRequest, Sink, permission_options
from boocode.contracts.wire.chat import Answer, Question, RequestOption
from boocode.contracts.wire.parts import ToolKind
from boocode.llm.foreign import as_dict, as_list, as_str

_KINDS: Mapping[str, ToolKind] = {"edit": "edit", "bash": "shell", "webfetch": "fetch", "read": "read"}
_DETAIL = 20_000

Body = Mapping[str, object]


class Asking:
    """Asks for one turn. Each request is asked once, however often it is told."""

    def __init__(
        self, client: OpencodeClient, directory: Path, session_id: str, mirror: Mirror, sink: Sink, group: TaskGroup
    ) -> None:
        self._client = client
        self._directory = directory
        self._session_id = session_id
        self._mirror = mirror
        self._sink = sink
        self._group = group
        self._open: dict[str, tuple[str, anyio.CancelScope]] = {}
        self._seen: set[str] = set()

    def permission(self, asked: Body) -> None:
        """A permission is wanted."""
        self._start(as_str(asked.get("id")), asked, "permission")

    def question(self, asked: Body) -> None:
        """A question is put."""
        self._start(as_str(asked.get("id")), asked, "question")

    def closed(self, request_id: str) -> None:
        """opencode waits for it no more."""
        if found := self._open.get(request_id):
            found[1].cancel()

    def only(self, request_ids: Sequence[str]) -> None:
        """Exactly these are still waited for."""
        for request_id in set(self._open) - set(request_ids):
            self.closed(request_id)

    async def reject_all(self) -> None:
        """Leave nothing that waits: the turn is being stopped."""
        for request_id, (kind, _) in list(self._open.items()):
            with suppress(OpencodeGone, OpencodeRefused):
                if kind == "permission":
                    await self._client.reply_permission(request_id, str(self._directory), allow=False)
                else:
                    await self._client.reject_question(request_id, str(self._directory))

    def _start(self, request_id: str, asked: Body, kind: str) -> None:
        if request_id not in self._seen:
            self._seen.add(request_id)
            self._open[request_id] = (kind, anyio.CancelScope())
            self._group.start_soon(self._ask, request_id, asked, name=f"opencode {kind}")

    async def _ask(self, request_id: str, asked: Body) -> None:
        kind, scope = self._open[request_id]
        with scope, suppress(OpencodeRefused):  # answered by somebody else, or gone with an abort
            if kind == "permission":
                await self._ask_permission(request_id, asked)
            else:
                await self._ask_questions(request_id, asked)
        self._open.pop(request_id, None)

    async def _ask_permission(self, request_id: str, asked: Body) -> None:
        request = self._permission_request(asked)
        answer = await self._sink.ask_now(request)
        allowed = answer.option_id in ("allow_once", "allow_always")
        if not allowed:
            self._mirror.reject(request.call_id)
        await self._client.reply_permission(
            request_id, str(self._directory), allow=allowed, message=(answer.text or "").strip()
        )
        if allowed:
            await self._mirror.calls_go_on(request.call_id)

    async def _ask_questions(self, request_id: str, asked: Body) -> None:
        questions = [_question(str(n), as_dict(q)) for n, q in enumerate(as_list(asked.get("questions")), 1)]
        call_id, step = self._call_of(asked)
        first = questions[0] if questions else Question(id="1", question="?")
        request = NewRequest(
            kind="question",
            call_id=call_id,
            title=first.header or first.question,
            detail=first.question if first.header else "",
            questions=questions,
            fingerprint=fingerprint_of("question", dict(asked), self._directory),
            step=step,
        )
        answers = _answers(questions, await self._sink.ask_now(request))
        if any(answers):
            await self._client.reply_question(request_id, str(self._directory), answers)
        else:
            await self._client.reject_question(request_id, str(self._directory))
        await self._mirror.calls_go_on(call_id)

    def _permission_request(self, asked: Body) -> NewRequest:
        permission, metadata = as_str(asked.get("permission")), as_dict(asked.get("metadata"))
        call_id, step = self._call_of(asked)
        if diff := as_str(metadata.get("diff")):
            self._mirror.keep_diff(call_id, diff)
        arguments = self._arguments(permission, asked, call_id)
        kind = _KINDS.get(permission, "other")
        subject, label = subject_of(kind, permission, arguments, directory=self._directory)
        return NewRequest(
            kind="permission",
            call_id=call_id,
            title=self._title(permission, arguments, asked),
            detail=(without_index(diff) or self._detail(permission, arguments, asked))[:_DETAIL],
            options=permission_options(always=bool(subject)),
            fingerprint=fingerprint_of(permission, arguments, self._directory),
            subject=subject,
            subject_label=label,
            step=step,
        )

    def _call_of(self, asked: Body) -> tuple[str, int]:
        """The call that asks; for a subagent's, the one that it works for."""
        tool = as_dict(asked.get("tool"))
        if asked.get("sessionID") == self._session_id and (call_id := as_str(tool.get("callID"))):
            return call_id, self._mirror.step_of(as_str(tool.get("messageID")))
        return self._mirror.delegating(), self._mirror.step

    def _arguments(self, permission: str, asked: Body, call_id: str) -> Mapping[str, object]:
        """What it is about, from what the call itself says and what the request adds."""
        metadata = {name: value for name, value in as_dict(asked.get("metadata")).items() if name != "diff"}
        if permission == "external_directory":
            directory = as_str(metadata.get("filepath")) or as_str(metadata.get("parentDir"))
            return {"path": directory or next(iter(_patterns(asked)), "")}
        own: Body = self._mirror.arguments_of(call_id) if asked.get("sessionID") == self._session_id else {}
        return {**own, **metadata} if own or metadata else {"patterns": _patterns(asked)}

    def _title(self, permission: str, arguments: Mapping[str, object], asked: Body) -> str:
        path = as_str(arguments.get("filePath")) or as_str(arguments.get("filepath")) or as_str(arguments.get("path"))
        match permission:
            case "bash":
                said = _line(as_str(arguments.get("command")))
            case "edit" | "read":
                said = shown_path(path or ", ".join(_patterns(asked)), self._directory)
            case "webfetch":
                said = _line(as_str(arguments.get("url")))
            case "external_directory":
                said = f"Use {path}, which is outside of the directory it works in"
            case "doom_loop":
                said = "Go on, although it does the same again and again"
            case _:
                said = f"Use {permission}"
        return said or permission

    def _detail(self, permission: str, arguments: Mapping[str, object], asked: Body) -> str:
        return as_str(arguments.get("command")) or "\n".join(_patterns(asked))


def _question(name: str, asked: Body) -> Question:
    options = [as_dict(option) for option in as_list(asked.get("options"))]
    return Question(
        id=name,
        header=as_str(asked.get("header")),
        question=as_str(asked.get("question")),
        options=[_option(option) for option in options if option.get("label")],
        multi_select=bool(asked.get("multiple")),
        allow_text=asked.get("custom") is not False,
    )


def _option(option: Body) -> RequestOption:
    label = as_str(option.get("label"))
    return RequestOption(id=label, kind="choice", label=label, description=as_str(option.get("description")))


def _answers(questions: Sequence[Question], answer: Answer) -> list[list[str]]:
    """The answers in the order of the questions; what was added in words goes to the first."""
    values = answer.values or {}
    answers = [list(values.get(question.id, [])) for question in questions]
    if answers and (added := (answer.text or "").strip()):
        answers[0].append(added)
    return answers


def _patterns(asked: Body) -> list[str]:
    return [as_str(pattern) for pattern in as_list(asked.get("patterns"))]


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else line[:119] + "…"
