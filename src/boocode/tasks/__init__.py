"""Tasks: admission, the queue, the runner, leases, requests.

One prompt given to one provider in one chat is a task, from admission to exactly one terminal state. `Tasks` is the
door for everything a person does; `open_tasks` opens it and runs what is due.
"""

from boocode.tasks.assembly import open_tasks
from boocode.tasks.driving import Providers
from boocode.tasks.model import Admitted, NewPrompt, PromptAttachment
from boocode.tasks.naming import Titler
from boocode.tasks.service import Tasks

__all__ = ["Admitted", "NewPrompt", "PromptAttachment", "Providers", "Tasks", "Titler", "open_tasks"]
