"""Answers: whether they fit what was asked, and how an agent that is asked to go on is told of them."""

from __future__ import annotations

from collections.abc import Sequence

from boocode.contracts.wire.chat import Answer, OptionKind, Request
from boocode.kernel.text import clean_tree
from boocode.tasks.errors import BadAnswer
from boocode.tools.asking import answer_text


def check_answer(request: Request, answer: Answer) -> Answer:
    """The answer, cleaned, if it fits the request."""
    answer = Answer.model_validate(clean_tree(answer.model_dump()))
    if request.kind == "question":
        _check_values(request, answer)
    elif answer.option_id not in {option.id for option in request.options}:
        raise BadAnswer(
            "Choose one of the options.", option_id=answer.option_id, options=[option.id for option in request.options]
        )
    return answer


def _check_values(request: Request, answer: Answer) -> None:
    values = dict(answer.values or {})
    if not values and len(request.questions) == 1 and (answer.option_id or answer.text):
        values = {request.questions[0].id: [answer.option_id or answer.text or ""]}
        answer.values = values
    known = {question.id: question for question in request.questions}
    if unknown := values.keys() - known.keys():
        raise BadAnswer(f"There is no question {sorted(unknown)[0]!r}.", questions=sorted(known))
    if not any(values.values()):
        raise BadAnswer("Answer at least one question.", questions=sorted(known))
    for question_id, chosen in values.items():
        question = known[question_id]
        options = {option.id for option in question.options}
        if not question.multi_select and len(chosen) > 1 and not question.allow_text:
            raise BadAnswer("Choose one option only.", question=question_id)
        if not question.allow_text and (wrong := [value for value in chosen if value not in options]):
            raise BadAnswer(f"{wrong[0]!r} is not one of the options.", question=question_id, options=sorted(options))


def kind_of(request: Request, answer: Answer) -> OptionKind | None:
    """The kind of the option that was chosen."""
    return next((option.kind for option in request.options if option.id == answer.option_id), None)


def retold(requests: Sequence[Request]) -> str:
    """Answers that came after the turn which asked was interrupted, for the turn that continues it."""
    return "\n\n".join(["Meanwhile I answered what you had asked:", *(_retold(request) for request in requests)])


def _retold(request: Request) -> str:
    answer = request.answer or Answer()
    if request.kind == "question":
        return answer_text(request.questions, answer)
    chosen = next((option for option in request.options if option.id == answer.option_id), None)
    said = (
        {"allow": "allowed", "reject": "not allowed"}.get(chosen.kind.partition("_")[0], chosen.label) if chosen else ""
    )
    words = f" {answer.text}" if answer.text else ""
    return f"{request.title}\n-> {said}.{words}"
