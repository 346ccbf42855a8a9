"""The tool that asks the human. It never waits: the loop stores the questions and parks the task."""

from __future__ import annotations

from typing import cast

from pydantic import BaseModel, ConfigDict, Field, field_validator

from boocode.contracts.wire.chat import Answer, Question, RequestOption
from boocode.tools.model import Arguments, AskUser, FunctionTool, ToolScope


class AskedOption(BaseModel):
    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=200, description="What the user chooses, 1-5 words.")
    description: str = Field(default="", max_length=1000, description="What choosing it means.")


class AskedQuestion(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=4000, description="The question, complete and clear.")
    header: str = Field(default="", max_length=60, description="A label of one or two words, e.g. `Database`.")
    options: list[AskedOption] = Field(
        default_factory=list[AskedOption],
        max_length=10,
        description="2-6 choices; the one you recommend first. May be empty.",
    )
    multi_select: bool = Field(default=False, description="Several may be chosen.")
    allow_text: bool = Field(default=True, description="The user may also answer in their own words.")

    @field_validator("options", mode="before")
    @classmethod
    def _accept_text(cls, value: object) -> object:
        """Plain labels, as models like to write them."""
        if not isinstance(value, list):
            return value
        return [{"label": item} if isinstance(item, str) else item for item in cast(list[object], value)]


class AskUserInput(Arguments):
    questions: list[AskedQuestion] = Field(min_length=1, max_length=4, description="Ask everything you need at once.")

    def title(self) -> str:
        return self.questions[0].header or self.questions[0].question


async def ask_user_input(arguments: AskUserInput, _scope: ToolScope) -> AskUser:
    return AskUser(tuple(_question(number, asked) for number, asked in enumerate(arguments.questions, 1)))


ASK_USER_INPUT = FunctionTool(
    name="ask_user_input",
    description=(
        "Ask the user 1-4 questions and wait for the answers. Use it when the task depends on a decision only they can "
        "make; never for what you can find out with the other tools."
    ),
    kind="ask",
    arguments=AskUserInput,
    body=ask_user_input,
)


def answer_text(questions: tuple[Question, ...] | list[Question], answer: Answer) -> str:
    """The human's answer as the model reads it: each question with the labels chosen and the words written."""
    values = answer.values or {}
    sections: list[str] = []
    for question in questions:
        labels = {option.id: option.label for option in question.options}
        said = [labels.get(value, value) for value in values.get(question.id, [])]
        sections.append(f"{question.question}\n-> {'; '.join(said) or '(no answer)'}")
    if answer.option_id and not values:
        chosen = next((o.label for q in questions for o in q.options if o.id == answer.option_id), answer.option_id)
        sections = [f"{questions[0].question}\n-> {chosen}"]
    if answer.text:
        sections.append(f"The user adds: {answer.text}")
    return "\n\n".join(sections)


def _question(number: int, asked: AskedQuestion) -> Question:
    options = [
        RequestOption(id=f"{number}.{at}", kind="choice", label=option.label, description=option.description)
        for at, option in enumerate(asked.options, 1)
    ]
    return Question(
        id=str(number),
        header=asked.header,
        question=asked.question,
        options=options,
        multi_select=asked.multi_select and bool(options),
        allow_text=asked.allow_text or not options,
    )
