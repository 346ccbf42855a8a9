"""What an agent asks the user, as BooCode's requests; and the answers, as the agent needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from boocode.backends.acp.calls import Call
from boocode.backends.acp.results import bounded, diff_of
from boocode.backends.subjects import command_in, fingerprint_of, path_in, subject_of
from boocode.contracts.agents import NewRequest, permission_options
from boocode.contracts.wire.chat import Answer, OptionKind, Question, RequestOption
from boocode.llm.foreign import as_dict, as_list, as_str

Message = dict[str, Any]

CANCELLED: Message = {"outcome": {"outcome": "cancelled"}}
_CHOICE = "choice:"
_DETAIL_CHARACTERS = 12_000


@dataclass(frozen=True, slots=True)
class Offered:
    """One option of the agent."""

    id: str
    kind: str
    label: str


def offered(params: Mapping[str, object]) -> list[Offered]:
    """The options of a request for permission."""
    found = [as_dict(option) for option in as_list(params.get("options"))]
    return [
        Offered(id_, as_str(option.get("kind")), as_str(option.get("name")) or id_)
        for option in found
        if (id_ := as_str(option.get("optionId")))
    ]


def permission(call: Call, options: Sequence[Offered], directory: Path) -> NewRequest:
    """A permission, with BooCode's own options; a plan to be agreed to, with the agent's."""
    arguments = dict(call.arguments)
    if path_in(arguments) is None and call.locations:
        arguments["locations"] = call.locations
    title, print_ = call.heading(directory), fingerprint_of(call.tool, arguments, directory)
    if call.foreign_kind == "switch_mode":
        plan = as_str(call.arguments.get("plan")) or call.text
        choices = [_choice(option) for option in options]
        return NewRequest("plan", call.id, title, plan[:100_000], choices, fingerprint=print_, step=call.step)
    subject, label = subject_of(call.kind, call.tool, arguments, directory=directory)
    return NewRequest(
        kind="permission",
        call_id=call.id,
        title=title,
        detail=_detail(call, directory),
        options=[*permission_options(always=bool(subject)), *_further(options)],
        fingerprint=print_,
        subject=subject,
        subject_label=label,
        step=call.step,
    )


def chosen(answer: Answer, options: Sequence[Offered]) -> tuple[Message, bool]:
    """The outcome for the agent, by the kind of option that was chosen, and whether it is a yes."""
    picked = answer.option_id or ""
    if picked.startswith(_CHOICE):
        id_ = picked.removeprefix(_CHOICE)
        option = next((option for option in options if option.id == id_), None)
        return (_outcome(option), not option.kind.startswith("reject")) if option else (CANCELLED, False)
    wanted = ("allow_once", "allow_always") if picked.startswith("allow") else ("reject_once", "reject_always")
    option = next((option for kind in wanted for option in options if option.kind == kind), None)
    return (_outcome(option) if option else CANCELLED), picked.startswith("allow") and option is not None


def rejection(options: Sequence[Offered]) -> Message:
    """No, as the agent has it."""
    return chosen(Answer(option_id="reject_once"), options)[0]


def _outcome(option: Offered) -> Message:
    return {"outcome": {"outcome": "selected", "optionId": option.id}}


def _choice(option: Offered) -> RequestOption:
    kind: OptionKind = "reject_once" if option.kind.startswith("reject") else "choice"
    return RequestOption(id=f"{_CHOICE}{option.id}", kind=kind, label=option.label)


def _further(options: Sequence[Offered]) -> list[RequestOption]:
    """What the agent offers besides the usual kinds: second ones of a kind, and unknown kinds."""
    seen: set[str] = {"allow_always", "reject_always"}  # "always" is BooCode's own
    further: list[RequestOption] = []
    for option in options:
        if option.kind in seen and option.kind in ("allow_always", "reject_always"):
            continue
        if option.kind in ("allow_once", "reject_once") and option.kind not in seen:
            seen.add(option.kind)
            continue
        further.append(_choice(option))
    return further


def _detail(call: Call, directory: Path) -> str:
    """What is to be judged: the command, the diff, or the arguments."""
    if call.kind == "shell" and (command := command_in(call.arguments)):
        return command[:_DETAIL_CHARACTERS]
    if diff := diff_of(call, directory):
        return diff[:_DETAIL_CHARACTERS]
    if call.arguments:
        return bounded(orjson.dumps(call.arguments, option=orjson.OPT_INDENT_2, default=str).decode(), 8_000)
    return call.text[:_DETAIL_CHARACTERS]


# --- questions ----------------------------------------------------------------------------------------------------


def form_questions(schema: Mapping[str, object]) -> list[Question] | None:
    """The fields of an elicitation's form as questions; None where one is of a type that cannot be asked."""
    properties = as_dict(schema.get("properties"))
    questions: list[Question] = []
    for name, value in properties.items():
        if name.endswith("_custom") and name.removesuffix("_custom") in properties:
            continue  # free text beside the options: every question takes that
        question = _question(name, as_dict(value), has_text=f"{name}_custom" in properties)
        if question is None:
            return None
        questions.append(question)
    return questions or None


def _question(name: str, field: Mapping[str, object], *, has_text: bool) -> Question | None:
    type_ = as_str(field.get("type"))
    source = as_dict(field.get("items")) if type_ == "array" else field
    options = _form_options(source)
    if type_ == "boolean":
        options = [
            RequestOption(id="true", kind="choice", label="Yes"),
            RequestOption(id="false", kind="choice", label="No"),
        ]
    if type_ not in ("string", "array", "boolean", "number", "integer") or (type_ == "array" and not options):
        return None
    return Question(
        id=name,
        header=as_str(field.get("title"))[:40],
        question=as_str(field.get("description")) or as_str(field.get("title")) or name,
        options=options,
        multi_select=type_ == "array",
        allow_text=has_text or not options,
    )


def _form_options(field: Mapping[str, object]) -> list[RequestOption]:
    found = [as_dict(option) for option in as_list(field.get("oneOf")) or as_list(field.get("anyOf"))]
    titled = [
        RequestOption(
            id=value,
            kind="choice",
            label=as_str(option.get("title")) or value,
            description=as_str(option.get("description")),
        )
        for option in found
        if (value := as_str(option.get("const")))
    ]
    names = [as_str(value) for value in as_list(field.get("enum")) if as_str(value)]
    return titled or [RequestOption(id=name, kind="choice", label=name) for name in names]


def form_content(schema: Mapping[str, object], questions: Sequence[Question], answer: Answer) -> Message:
    """The answers as the content of the form."""
    properties = as_dict(schema.get("properties"))
    content: Message = {}
    for question in questions:
        given = (answer.values or {}).get(question.id, [])
        ids = {option.id for option in question.options}
        picked, free = [v for v in given if v in ids], [v for v in given if v not in ids and v.strip()]
        type_ = as_str(as_dict(properties.get(question.id)).get("type"))
        if type_ == "array":
            content[question.id] = picked
        elif value := (picked or ([] if question.options else free))[:1]:
            content[question.id] = _typed(value[0], type_)
        if free and f"{question.id}_custom" in properties:
            content[f"{question.id}_custom"] = "\n".join(free)
    return content


def _typed(value: str, type_: str) -> object:
    if type_ == "boolean":
        return value == "true"
    if type_ in ("number", "integer"):
        try:
            return int(value) if type_ == "integer" else float(value)
        except ValueError:
            return value
    return value


def plain_questions(raw: object) -> list[Question]:
    """Questions as some agents put them into a request for permission."""
    questions: list[Question] = []
    for index, item in enumerate(as_list(raw)):
        field = as_dict(item)
        labels = [as_str(as_dict(option).get("label")) or as_str(option) for option in as_list(field.get("options"))]
        text = as_str(field.get("question"))
        if text:
            options = [RequestOption(id=label, kind="choice", label=label) for label in labels if label]
            several = field.get("multiSelect") is True
            header = as_str(field.get("header"))[:40]
            questions.append(
                Question(id=f"q{index}", header=header, question=text, options=options, multi_select=several)
            )
    return questions


def told(questions: Sequence[Question], answer: Answer) -> str:
    """Answers as text, for agents that take them in no other way."""
    values = answer.values or {}
    lines = [f"- {q.question} → {', '.join(values.get(q.id, [])) or '(no answer)'}" for q in questions]
    return "\n".join([*lines, *([answer.text] if answer.text else [])])
