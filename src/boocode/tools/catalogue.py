"""The tools BooCode comes with, in the order the model is told about them."""

from __future__ import annotations

from typing import Any

from boocode.files.index import FileIndexes
from boocode.tools.asking import ASK_USER_INPUT
from boocode.tools.chats import LIST_CHATS, READ_CHAT, VIEW_ATTACHMENT
from boocode.tools.commands import RUN_COMMAND
from boocode.tools.compare import DIFF_FILES, READ_NOTEBOOK
from boocode.tools.git_changes import GIT_DIFF, GIT_FILE_AT, GIT_SHOW, GIT_STATUS
from boocode.tools.git_history import GIT_BLAME, GIT_BRANCHES, GIT_LOG, GIT_SEARCH_HISTORY
from boocode.tools.grep import GREP
from boocode.tools.listing import LIST_DIR, find_files
from boocode.tools.model import FunctionTool
from boocode.tools.overview import ENVIRONMENT_INFO, count_lines_tool, project_overview
from boocode.tools.reading import FILE_INFO, VIEW_FILE, VIEW_MANY
from boocode.tools.registry import Toolbox
from boocode.tools.web import WEB_FETCH, WEB_SEARCH
from boocode.tools.writing import APPLY_PENDING, CREATE_FILE, DELETE_FILE, EDIT_FILE, MOVE_FILE, REWIND


def read_only_tools(indexes: FileIndexes) -> list[FunctionTool[Any]]:
    """The tools that read and ask."""
    return [
        project_overview(indexes),
        LIST_DIR,
        find_files(indexes),
        GREP,
        VIEW_FILE,
        VIEW_MANY,
        FILE_INFO,
        count_lines_tool(indexes),
        DIFF_FILES,
        READ_NOTEBOOK,
        GIT_STATUS,
        GIT_LOG,
        GIT_DIFF,
        GIT_SHOW,
        GIT_BLAME,
        GIT_BRANCHES,
        GIT_SEARCH_HISTORY,
        GIT_FILE_AT,
        WEB_SEARCH,
        WEB_FETCH,
        ASK_USER_INPUT,
        LIST_CHATS,
        READ_CHAT,
        VIEW_ATTACHMENT,
        ENVIRONMENT_INFO,
    ]


WRITING_TOOLS: list[FunctionTool[Any]] = [
    EDIT_FILE,
    CREATE_FILE,
    DELETE_FILE,
    MOVE_FILE,
    RUN_COMMAND,
    APPLY_PENDING,
    REWIND,
]


def default_toolbox(indexes: FileIndexes) -> Toolbox:
    """A toolbox with the tools that read and ask, and those that write or run commands where a scope allows it."""
    return Toolbox([*read_only_tools(indexes), *WRITING_TOOLS], indexes)
