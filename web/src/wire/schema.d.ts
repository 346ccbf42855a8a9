// Generated from the Python wire models by `npm run types`. Do not edit.

export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description `{"ok": true}` to anyone; more to who is logged in.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Login
         * @description Trade the access token or a one-time code for a cookie.
         */
        post: operations["login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description Forget this device: its cookie is worthless from now on and its sockets are closed.
         */
        post: operations["logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Me */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Devices */
        get: operations["devices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/devices/{device_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Device
         * @description Log a device out; its open sockets are closed.
         */
        delete: operations["revoke_device"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Login Code
         * @description A code with which another device can log in: once, within ten minutes.
         */
        post: operations["make_login_code"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/fs/directories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Directories
         * @description The directories in `path` (default: the home directory), to choose a project from.
         */
        get: operations["list_directories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Projects */
        get: operations["list_projects"];
        put?: never;
        /**
         * Add Project
         * @description Add a directory, or clone a repository and add that. 200 when the directory was already added.
         */
        post: operations["add_project"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Project */
        get: operations["get_project"];
        put?: never;
        post?: never;
        /**
         * Delete Project
         * @description Forget a project with its sessions, chats and worktrees. Its files are never touched. 409 `worktree_at_risk` when
         *     a worktree holds work, unless `keep` is given; 200 with the commands that restore it where work was kept.
         */
        delete: operations["delete_project"];
        options?: never;
        head?: never;
        /** Change Project */
        patch: operations["change_project"];
        trace?: never;
    };
    "/api/projects/{project_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Sessions */
        get: operations["list_sessions"];
        put?: never;
        /**
         * Make Session
         * @description A new session with its first chat.
         */
        post: operations["make_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find Files
         * @description Files whose path matches `q` fuzzily, best first.
         */
        get: operations["find_files"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/guidance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Guidance
         * @description The guidance files (AGENTS.md and the like) that go into prompts of this project.
         */
        get: operations["list_guidance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Session */
        get: operations["get_session"];
        put?: never;
        post?: never;
        /**
         * Delete Session
         * @description Delete a session with its chats, terminals and worktree. `force` stops what still runs in it, and drops changes
         *     not yet reviewed; without it 409 `terminals_running`. 409 `worktree_at_risk` when its worktree holds work, unless
         *     `keep` says what becomes of that: `worktree` leaves it where it is. 200 with the command that restores it where work
         *     was kept.
         */
        delete: operations["delete_session"];
        options?: never;
        head?: never;
        /** Change Session */
        patch: operations["change_session"];
        trace?: never;
    };
    "/api/sessions/{session_id}/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Session Chats */
        get: operations["list_session_chats"];
        put?: never;
        /** Make Chat */
        post: operations["make_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/layout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Layout */
        get: operations["get_layout"];
        /**
         * Put Layout
         * @description Save the arrangement of panes. 409 `layout_moved_on` when another window saved since `base_version`.
         */
        put: operations["put_layout"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/workplace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Workplace */
        get: operations["get_workplace"];
        /**
         * Choose Workplace
         * @description Choose where agents work from their next turn on. 409 `session_busy`, or `worktree_at_risk` when the worktree
         *     that would go holds work.
         */
        put: operations["choose_workplace"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/worktree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Worktree
         * @description Make the session's worktree now, if there is none yet.
         */
        post: operations["make_worktree"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/risk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Risk
         * @description What would be lost with the session's worktree.
         */
        get: operations["get_risk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/stash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stash Work
         * @description Put what is not accepted away, and bring the worktree back to what is. 409 `session_busy`.
         */
        post: operations["stash_work"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/new-base": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New Base
         * @description Put the worktree on the project's files as they are now. 409 `session_busy` or `base_overlaps`.
         */
        post: operations["new_base"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Setup
         * @description What the project wants done in new worktrees; null where it wants nothing.
         */
        get: operations["get_setup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/projects/{project_id}/setup/trust": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Trust Setup
         * @description Have exactly this script run in new worktrees. 422 `setup_changed` when it is another one by now.
         */
        post: operations["trust_setup"];
        /** Distrust Setup */
        delete: operations["distrust_setup"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/worktrees": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Worktrees
         * @description All worktrees as they are right now, the one used last first; then removed ones whose work a ref still holds.
         */
        get: operations["list_worktrees"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/worktrees/measure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Measure Worktrees
         * @description Have sizes measured in the background; the invalidation `worktrees` tells when they are there.
         */
        post: operations["measure_worktrees"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/worktrees/{worktree_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove Worktree
         * @description Remove a worktree. 409 `worktree_at_risk` when it holds work, unless `keep` is given.
         */
        delete: operations["remove_worktree"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Chats
         * @description The history: chats, newest first; `q` matches titles.
         */
        get: operations["list_chats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chats/{chat_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Chat */
        get: operations["get_chat"];
        put?: never;
        post?: never;
        /**
         * Delete Chat
         * @description Delete a chat. `force` stops what still runs in it.
         */
        delete: operations["delete_chat"];
        options?: never;
        head?: never;
        /** Change Chat */
        patch: operations["change_chat"];
        trace?: never;
    };
    "/api/chats/{chat_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Messages
         * @description The newest page of the shown path (or the one before a message), with what is under way, at one `seq`.
         */
        get: operations["list_messages"];
        put?: never;
        /**
         * Send Prompt
         * @description Admit a prompt: once this is answered it is stored and will be run.
         */
        post: operations["send_prompt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chats/{chat_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Chat
         * @description Cancel what runs or waits for an answer; the queue goes on.
         */
        post: operations["stop_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chats/{chat_id}/fork": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fork Chat
         * @description A new chat with a copy of the path up to and including a message.
         */
        post: operations["fork_chat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chats/{chat_id}/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Queue */
        get: operations["get_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change Queue */
        patch: operations["change_queue"];
        trace?: never;
    };
    "/api/chats/{chat_id}/context": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Context
         * @description What the next request of this chat is made of, in tokens.
         */
        get: operations["get_context"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/chats/{chat_id}/commands": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Commands
         * @description Slash commands that the server knows for this chat.
         */
        get: operations["list_commands"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{message_id}/regenerate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Regenerate
         * @description Answer the same prompt again; the new answer is a sibling of the old one.
         */
        post: operations["regenerate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/messages/{message_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Delete Message
         * @description Remove a message and everything that follows it.
         */
        delete: operations["delete_message"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Upload Attachment
         * @description Store a file of at most 32 MB, to be named in a prompt.
         */
        post: operations["upload_attachment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/attachments/{attachment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Attachment
         * @description The bytes. Pictures are shown in place, anything else is a download.
         */
        get: operations["read_attachment"];
        put?: never;
        post?: never;
        /**
         * Delete Attachment
         * @description Drop an attachment that no message uses.
         */
        delete: operations["delete_attachment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parts/{part_id}/output": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Output
         * @description The whole output of a tool call.
         */
        get: operations["read_output"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/parts/{part_id}/images/{sha256}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read Image
         * @description A picture that a tool call gave.
         */
        get: operations["read_image"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/terminals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Session Terminals
         * @description The session's terminals, the oldest first.
         */
        get: operations["list_session_terminals"];
        put?: never;
        /**
         * Make Terminal
         * @description Start a terminal. 409 `too_many_terminals` when 50 are running.
         */
        post: operations["make_terminal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/terminals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Terminals
         * @description All terminals, also running ones whose session is gone.
         */
        get: operations["list_terminals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/terminals/{terminal_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Terminal */
        get: operations["get_terminal"];
        put?: never;
        post?: never;
        /**
         * Delete Terminal
         * @description End what runs in it, and forget it.
         */
        delete: operations["delete_terminal"];
        options?: never;
        head?: never;
        /** Rename Terminal */
        patch: operations["rename_terminal"];
        trace?: never;
    };
    "/api/terminals/{terminal_id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See Terminal
         * @description Somebody has looked at it: it is `unread` no more.
         */
        post: operations["see_terminal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/terminals/{terminal_id}/adopt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Adopt Terminal
         * @description Give a terminal whose session is gone to a session. 409 `not_an_orphan` when it has another.
         */
        post: operations["adopt_terminal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/terminals/{terminal_id}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart Terminal
         * @description Start it again where it began; what still runs in it is ended first.
         */
        post: operations["restart_terminal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/terminals/{terminal_id}/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Terminal Text
         * @description Scrollback and screen as plain text, and the last command with its output.
         */
        get: operations["get_terminal_text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/terminals/{terminal_id}/last-command": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Last Command
         * @description What ran last and what it printed, or what runs now. 404 `no_command` when nothing has run yet.
         */
        get: operations["get_last_command"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/ssh-hosts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Ssh Hosts
         * @description Machines that a terminal can be opened to.
         */
        get: operations["list_ssh_hosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tasks
         * @description Tasks, newest first; pass `next` as `cursor` for older ones.
         */
        get: operations["list_tasks"];
        put?: never;
        /**
         * Make Task
         * @description Admit a prompt, making the session and the chat it needs.
         */
        post: operations["make_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Task */
        get: operations["get_task"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel Task */
        post: operations["cancel_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}/continue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Continue Task
         * @description Go on where an interrupted, capped or failed task ended, as a new task.
         */
        post: operations["continue_task"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tasks/{task_id}/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark Task Seen
         * @description Take a failed or interrupted task out of the inbox.
         */
        post: operations["mark_task_seen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/requests": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Requests
         * @description What agents ask, oldest first; open requests unless another `state` is named.
         */
        get: operations["list_requests"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/requests/{request_id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer Request
         * @description Answer what an agent asked. The first answer wins; others get 409 `already_answered`.
         */
        post: operations["answer_request"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/inbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Inbox
         * @description Everything that waits for the human.
         */
        get: operations["get_inbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Rules
         * @description All rules, newest first, revoked ones last.
         */
        get: operations["list_rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/rules/{rule_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke Rule
         * @description From now on the human is asked again.
         */
        delete: operations["revoke_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Usage
         * @description Tokens and cost of the last days' tasks, added up.
         */
        get: operations["get_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Changes
         * @description All open changes by path, then the newest `limit` decided ones, with the comments on them.
         */
        get: operations["list_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/changes/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply Changes
         * @description Apply these changes, or all: every file is written, or none. What does not fit is refused and listed.
         */
        post: operations["apply_changes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/sessions/{session_id}/changes/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject Changes
         * @description Reject these changes, or all.
         */
        post: operations["reject_changes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Change
         * @description A change with all its hunks.
         */
        get: operations["get_change"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Edit Change
         * @description Replace the proposed content by hand. 409 `change_moved_on` when it is newer than `base_updated_at`.
         */
        patch: operations["edit_change"];
        trace?: never;
    };
    "/api/changes/{change_id}/text": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Change Text
         * @description Both sides of a change as text.
         */
        get: operations["get_change_text"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}/conflict": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Conflict
         * @description The three sides of a conflict, and git's attempt at joining them.
         */
        get: operations["get_conflict"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}/apply": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Apply Change
         * @description Apply a change, or some of its hunks. One that does not fit the disk becomes a conflict.
         */
        post: operations["apply_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reject Change
         * @description Reject a change, or some of its hunks.
         */
        post: operations["reject_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}/rewind": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rewind Change
         * @description Take an applied change back. 409 `rewind_overlap` with the hunks of later work that stands on it.
         */
        post: operations["rewind_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve Change
         * @description Settle a conflict by hand; the change is pending again and starts from what is on disk.
         */
        post: operations["resolve_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/changes/{change_id}/comments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Comments */
        get: operations["list_comments"];
        put?: never;
        /**
         * Make Comment
         * @description Remark on a line. It is a draft until it goes to the agent with the next message of the session.
         */
        post: operations["make_comment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/comments/{comment_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete Comment */
        delete: operations["delete_comment"];
        options?: never;
        head?: never;
        /** Change Comment */
        patch: operations["change_comment"];
        trace?: never;
    };
    "/api/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description Titles, messages, tool output and changes in which all words of `q` stand, best first.
         *
         *     `q` may hold "phrases", words that must `-not` be there, an unfinished last word, and the filters `project:`,
         *     `session:`, `provider:`, `kind:`, `before:` and `after:`.
         */
        get: operations["search"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/away": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Away
         * @description What happened while nobody looked the last time, or since a time; pass `next` as `cursor` for more.
         */
        get: operations["get_away"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/away/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put Away Digest
         * @description Be done with what happened while nobody looked, in every client. It can still be read.
         */
        post: operations["put_away_digest"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Notifications
         * @description What ended or waits, newest first; only what nobody saw with `unseen`. Pass `next` as `cursor` for older ones.
         */
        get: operations["list_notifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/notifications/seen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark Notifications Seen
         * @description Mark notifications as seen: some, those of a terminal, or all.
         */
        post: operations["mark_notifications_seen"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Models */
        get: operations["list_models"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/models/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh Models
         * @description Ask the endpoint again, and look for one if there is none.
         */
        post: operations["refresh_models"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Settings */
        get: operations["get_settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Settings
         * @description Merge preferences; settings themselves come from the environment and the settings file.
         */
        patch: operations["change_settings"];
        trace?: never;
    };
    "/api/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Providers */
        get: operations["list_providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/snapshot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Provider Snapshot
         * @description Who can run tasks right now, with models and options. Never waits for a check.
         */
        get: operations["provider_snapshot"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Refresh Providers
         * @description Check providers again, agents by talking to them. What takes longer than half a minute goes on behind.
         */
        post: operations["refresh_providers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Providers Config
         * @description The configuration file; secrets are masked.
         */
        get: operations["providers_config"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change Providers Config
         * @description Set providers anew. 400 names the field that cannot be used; then nothing is changed.
         */
        patch: operations["change_providers_config"];
        trace?: never;
    };
    "/api/providers/catalogue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Provider Catalogue
         * @description Agents that are known to speak ACP.
         */
        get: operations["provider_catalogue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/exams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Provider Exams
         * @description Exams that run, then those of the past, newest first.
         */
        get: operations["provider_exams"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/{provider_id}/diagnostic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Provider Diagnostic
         * @description What BooCode sees of a provider, as text. Secrets are redacted.
         */
        get: operations["provider_diagnostic"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/providers/{provider_id}/exam": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin Exam
         * @description Examine a provider in the background, with a scripted model and without its account: up to three minutes.
         */
        post: operations["begin_exam"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Admitted
         * @description The receipt of a prompt: both are committed.
         */
        Admitted: {
            message: components["schemas"]["Message"];
            task: components["schemas"]["Task"];
        };
        /** AdmittedTask */
        AdmittedTask: {
            message: components["schemas"]["Message"];
            task: components["schemas"]["Task"];
            chat: components["schemas"]["Chat"];
        };
        /** Answer */
        Answer: {
            /** Option Id */
            option_id: string | null;
            /** Text */
            text: string | null;
            /** Values */
            values: {
                [key: string]: string[];
            } | null;
        };
        /** AnswerInput */
        AnswerInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /** Option Id */
            option_id?: string | null;
            /** Text */
            text?: string | null;
            /** Values */
            values?: {
                [key: string]: string[];
            } | null;
        };
        /** Attachment */
        Attachment: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Media Type */
            media_type: string;
            /** Size */
            size: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "file" | "image" | "paste" | "reference";
        };
        /**
         * AttachmentInput
         * @description Either an uploaded attachment or the path of a project file.
         */
        AttachmentInput: {
            /** Attachment Id */
            attachment_id?: string | null;
            /** Path */
            path?: string | null;
        };
        /** AttachmentPart */
        AttachmentPart: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Index
             * @description Place in the message, from 0.
             */
            index: number;
            /**
             * Step
             * @description Which model round of the task made it, from 0.
             */
            step: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "attachment";
            /**
             * Kind
             * @enum {string}
             */
            kind: "file" | "image" | "paste" | "reference";
            /** Name */
            name: string;
            /** Media Type */
            media_type: string;
            /**
             * Size
             * @description Bytes.
             */
            size: number;
            /**
             * Attachment Id
             * @description GET /attachments/{id} gives the bytes.
             */
            attachment_id: string | null;
            /**
             * Path
             * @description For `reference`: a file of the project, read when sent.
             */
            path: string | null;
        };
        /**
         * Attribution
         * @description Whose work a hunk is.
         */
        Attribution: {
            /**
             * Task Id
             * Format: uuid
             */
            task_id: string;
            /**
             * Chat Id
             * Format: uuid
             */
            chat_id: string;
            /** Provider */
            provider: string;
            /**
             * Call Ids
             * @description The tool calls that made it, oldest first.
             */
            call_ids: string[];
        };
        /**
         * AwayDigest
         * @description What happened while nobody looked, newest first, by project, session and chat.
         */
        AwayDigest: {
            /**
             * Since
             * @description Null: nobody was away yet, so there is nothing to tell.
             */
            since: string | null;
            /** Until */
            until: string;
            /**
             * Put Away
             * @description The human was done with it; it can still be read.
             */
            put_away: boolean;
            /**
             * Counts
             * @description How many things of each kind, of all pages.
             */
            counts: {
                [key: string]: number;
            };
            /** Total */
            total: number;
            /** Projects */
            projects: components["schemas"]["ProjectFacts"][];
            /** Next */
            next: string | null;
        };
        /** Catalogue */
        Catalogue: {
            /** Entries */
            entries: components["schemas"]["CatalogueEntry"][];
        };
        /**
         * CatalogueEntry
         * @description An ACP agent that BooCode knows how to add.
         */
        CatalogueEntry: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Description */
            description: string;
            /** Command */
            command: string[];
            /**
             * Install
             * @description The command that installs it.
             */
            install: string;
            /** Url */
            url: string;
            /** Installed */
            installed: boolean;
            /** Added */
            added: boolean;
        };
        /**
         * Change
         * @description One file operation, in one state. Deciding on some of its hunks splits it.
         */
        Change: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Path
             * @description Relative to the project, with `/`.
             */
            path: string;
            /**
             * New Path
             * @description For a move: where to.
             */
            new_path: string | null;
            /**
             * Op
             * @enum {string}
             */
            op: "create" | "edit" | "delete" | "move";
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "applied" | "rejected" | "conflict" | "rewound" | "superseded";
            /**
             * Binary
             * @default false
             */
            binary: boolean;
            /** Language */
            language: string | null;
            /**
             * Added
             * @description Lines.
             */
            added: number;
            /**
             * Removed
             * @description Lines.
             */
            removed: number;
            /**
             * Old Mode
             * @description Octal, e.g. `100644`.
             */
            old_mode: string | null;
            /** New Mode */
            new_mode: string | null;
            /**
             * Hunks
             * @description Empty for a binary file, and where `cut`: ask for the change itself.
             */
            hunks: components["schemas"]["Hunk"][];
            /**
             * Cut
             * @default false
             */
            cut: boolean;
            /**
             * Conflict
             * @description GET /changes/{id}/conflict shows the sides.
             * @default false
             */
            conflict: boolean;
            /** By */
            by: components["schemas"]["Attribution"][];
            /**
             * Stale
             * @description The file on disk is not the base any more: applying will merge.
             * @default false
             */
            stale: boolean;
            /**
             * Reason
             * @description A sentence on how it came into this state.
             */
            reason: string | null;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
            /** Decided At */
            decided_at: string | null;
        };
        /** ChangeEditInput */
        ChangeEditInput: {
            /** Text */
            text: string;
            /**
             * Base Updated At
             * @description `updated_at` of the change that was edited.
             */
            base_updated_at?: string | null;
        };
        /**
         * ChangeText
         * @description Both sides of a change as text, for showing; null where that side does not exist or is not text.
         */
        ChangeText: {
            /** Old */
            old: string | null;
            /** New */
            new: string | null;
        };
        /**
         * Changes
         * @description All changes of a session that are pending or in conflict, and the newest decided ones.
         */
        Changes: {
            /** Changes */
            changes: components["schemas"]["Change"][];
            /** Comments */
            comments: components["schemas"]["Comment"][];
            /** Next */
            next: string | null;
        };
        /** Chat */
        Chat: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /** Title */
            title: string | null;
            /** Title Source */
            title_source: ("auto" | "human") | null;
            /**
             * Leaf Id
             * @description Last message of the shown path.
             */
            leaf_id: string | null;
            /**
             * Draft
             * @default
             */
            draft: string;
            /** Draft Attachments */
            draft_attachments: components["schemas"]["DraftAttachment"][];
            /**
             * Draft Rev
             * @description Counts the changes of the draft.
             * @default 0
             */
            draft_rev: number;
            /** Provider */
            provider: string | null;
            /** Model */
            model: string | null;
            /** Mode */
            mode: string | null;
            /** Thinking */
            thinking: string | null;
            /**
             * Options
             * @description The provider's further choices, by their id.
             */
            options: {
                [key: string]: string;
            };
            /**
             * Offered
             * @description What its provider last offered in this chat; null: what it offers in general holds.
             */
            offered: components["schemas"]["ConfigOption"][] | null;
            /** Head Seq */
            head_seq: number;
            /**
             * Status
             * @enum {string}
             */
            status: "idle" | "pending" | "running" | "blocked";
            /** Unread */
            unread: boolean;
            /**
             * Failed
             * @description A task failed or was interrupted, and nobody has seen that.
             * @default false
             */
            failed: boolean;
            /** Archived At */
            archived_at: string | null;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
            /** @description Of the newest task that reported any. */
            usage: components["schemas"]["Usage"] | null;
        };
        /**
         * ChatChange
         * @description Fields that are absent stay as they are; null clears `provider`, `model`, `mode`, `thinking`
         *     and `options`.
         *
         *     A draft that names the `draft_rev` it was made from as its `draft_base` is refused (`draft_changed`) where another
         *     one was written since.
         */
        ChatChange: {
            /** Title */
            title?: string | null;
            /** Leaf Id */
            leaf_id?: string | null;
            /** Draft */
            draft?: string | null;
            /** Draft Attachments */
            draft_attachments?: components["schemas"]["DraftAttachmentInput"][] | null;
            /** Draft Base */
            draft_base?: number | null;
            /** Provider */
            provider?: string | null;
            /** Model */
            model?: string | null;
            /** Mode */
            mode?: string | null;
            /** Thinking */
            thinking?: string | null;
            /** Options */
            options?: {
                [key: string]: string;
            } | null;
            /** Archived */
            archived?: boolean | null;
            /** Read Seq */
            read_seq?: number | null;
            /**
             * Unread
             * @description Mark it as unread, or all of it as read.
             * @default false
             */
            unread?: boolean;
        };
        /** ChatFacts */
        ChatFacts: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Title */
            title: string | null;
            /** Facts */
            facts: components["schemas"]["Fact"][];
        };
        /** ChatInput */
        ChatInput: {
            /** Title */
            title?: string | null;
            /** Provider */
            provider?: string | null;
            /** Model */
            model?: string | null;
            /** Mode */
            mode?: string | null;
            /** Thinking */
            thinking?: string | null;
            /** Options */
            options?: {
                [key: string]: string;
            } | null;
            /** Client Id */
            client_id?: string | null;
        };
        /** ChatList */
        ChatList: {
            /** Chats */
            chats: components["schemas"]["Chat"][];
            /** Next */
            next: string | null;
        };
        /** ClientIdInput */
        ClientIdInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
        };
        /** CommandInfo */
        CommandInfo: {
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Group
             * @default command
             * @enum {string}
             */
            group: "command" | "skill";
        };
        /** CommandList */
        CommandList: {
            /** Commands */
            commands: components["schemas"]["CommandInfo"][];
        };
        /**
         * Comment
         * @description A remark on a line of a change; drafts go to the agent with the next message.
         */
        Comment: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Change Id
             * Format: uuid
             */
            change_id: string;
            /** Path */
            path: string;
            /**
             * Side
             * @enum {string}
             */
            side: "old" | "new";
            /** Line */
            line: number;
            /**
             * Quote
             * @description The line it is about.
             */
            quote: string;
            /** Text */
            text: string;
            /**
             * State
             * @enum {string}
             */
            state: "draft" | "sent" | "resolved";
            /**
             * Outdated
             * @description The line is not in the change any more.
             * @default false
             */
            outdated: boolean;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
        };
        /** CommentChange */
        CommentChange: {
            /** Text */
            text?: string | null;
            /** State */
            state?: ("draft" | "sent" | "resolved") | null;
        };
        /** CommentInput */
        CommentInput: {
            /** Client Id */
            client_id?: string | null;
            /**
             * Side
             * @enum {string}
             */
            side: "old" | "new";
            /** Line */
            line: number;
            /** Text */
            text: string;
        };
        /** CommentList */
        CommentList: {
            /** Comments */
            comments: components["schemas"]["Comment"][];
        };
        /** ConfigChoice */
        ConfigChoice: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * Description
             * @default
             */
            description: string;
        };
        /**
         * ConfigOption
         * @description A further choice that a provider offers, for the composer bar.
         */
        ConfigOption: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Kind
             * @description Choices of a boolean: `true`, `false`.
             * @default select
             * @enum {string}
             */
            kind: "select" | "boolean";
            /**
             * Value
             * @description What it is unless chosen otherwise.
             */
            value: string | null;
            /** Choices */
            choices: components["schemas"]["ConfigChoice"][];
        };
        /**
         * Conflict
         * @description Three sides of a change that does not fit what is on disk any more.
         */
        Conflict: {
            /** Base */
            base: string | null;
            /**
             * Theirs
             * @description What is on disk now.
             */
            theirs: string | null;
            /**
             * Yours
             * @description What the change wants.
             */
            yours: string | null;
            /**
             * Merged
             * @description With conflict markers, to be edited by hand.
             */
            merged: string | null;
        };
        /** ContextItem */
        ContextItem: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "system" | "guidance" | "tools" | "message" | "reasoning" | "tool_result" | "attachment";
            /** Label */
            label: string;
            /** Tokens */
            tokens: number;
            /** Message Id */
            message_id: string | null;
        };
        /**
         * ContextReport
         * @description What the next request would hold.
         */
        ContextReport: {
            /**
             * Size
             * @description The model's window in tokens, if known.
             */
            size: number | null;
            /** Used */
            used: number;
            /**
             * Source
             * @enum {string}
             */
            source: "server" | "estimate";
            /** Items */
            items: components["schemas"]["ContextItem"][];
        };
        /** DatabaseInfo */
        DatabaseInfo: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "embedded" | "external";
            /** Version */
            version: string;
        };
        /**
         * Decision
         * @description What applying, rejecting or rewinding did.
         */
        Decision: {
            /**
             * Changes
             * @description Every change whose state or hunks are different now.
             */
            changes: components["schemas"]["Change"][];
            /** Refused */
            refused: components["schemas"]["Refusal"][];
        };
        /** DelegateDetail */
        DelegateDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "delegate";
            /** Task Id */
            task_id: string | null;
            /** Summary */
            summary: string;
        };
        /** Device */
        Device: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Created At */
            created_at: string;
            /** Last Seen At */
            last_seen_at: string;
            /**
             * Current
             * @default false
             */
            current: boolean;
        };
        /** DeviceList */
        DeviceList: {
            /** Devices */
            devices: components["schemas"]["Device"][];
        };
        /**
         * Diagnostic
         * @description What BooCode sees of a provider, as text to be read or sent to somebody; secrets are redacted.
         */
        Diagnostic: {
            /** Provider */
            provider: string;
            /** Text */
            text: string;
            /** At */
            at: string;
        };
        /** DirectoryEntry */
        DirectoryEntry: {
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Is Git */
            is_git: boolean;
        };
        /** DirectoryListing */
        DirectoryListing: {
            /** Path */
            path: string;
            /** Parent */
            parent: string | null;
            /** Entries */
            entries: components["schemas"]["DirectoryEntry"][];
            /**
             * Truncated
             * @default false
             */
            truncated: boolean;
        };
        /**
         * DraftAttachment
         * @description What goes with the next message: an uploaded attachment, or the path of a project file.
         */
        DraftAttachment: {
            /** Attachment Id */
            attachment_id: string | null;
            /** Path */
            path: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "file" | "image" | "paste" | "reference";
            /** Name */
            name: string;
            /**
             * Size
             * @default 0
             */
            size: number;
        };
        /**
         * DraftAttachmentInput
         * @description An uploaded attachment or the path of a project file, which waits in a draft.
         */
        DraftAttachmentInput: {
            /** Attachment Id */
            attachment_id?: string | null;
            /** Path */
            path?: string | null;
            /**
             * Kind
             * @enum {string}
             */
            kind: "file" | "image" | "paste" | "reference";
            /** Name */
            name: string;
            /**
             * Size
             * @default 0
             */
            size?: number;
        };
        /** EditDetail */
        EditDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "edit";
            /** Path */
            path: string;
            /** Diff */
            diff: string;
        };
        /** EndpointInfo */
        EndpointInfo: {
            /** Url */
            url: string | null;
            /** Kind */
            kind: ("llama-swap" | "llama-server" | "ollama" | "openai" | "demo") | null;
            /**
             * State
             * @enum {string}
             */
            state: "loading" | "ready" | "unreachable" | "unauthorized" | "none";
            /**
             * Message
             * @description What is wrong and how to fix it; empty when all is well.
             */
            message: string;
            /** Tried */
            tried: components["schemas"]["TriedEndpoint"][];
        };
        /** Exam */
        Exam: {
            /** Provider */
            provider: string;
            /** Version */
            version: string | null;
            /** At */
            at: string;
            /**
             * Running
             * @default false
             */
            running: boolean;
            /** Lines */
            lines: components["schemas"]["ExamLine"][];
        };
        /**
         * ExamLine
         * @description One capability, as it was seen.
         */
        ExamLine: {
            /**
             * Capability
             * @description Machine word, e.g. `stream`, `permission`, `cancel`, `resume`.
             */
            capability: string;
            /** Label */
            label: string;
            /**
             * Grade
             * @enum {string}
             */
            grade: "yes" | "no" | "partly" | "untested";
            /**
             * Note
             * @default
             */
            note: string;
            /** Seconds */
            seconds: number | null;
        };
        /** Exams */
        Exams: {
            /** Exams */
            exams: components["schemas"]["Exam"][];
        };
        /**
         * Fact
         * @description One line of what happened: `count` things of a kind in one place. The links are those of the newest.
         */
        Fact: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "completed" | "failed" | "interrupted" | "cancelled" | "waiting" | "answered" | "expired" | "terminal" | "changes" | "conflicts" | "applied" | "rewound" | "rejected" | "session";
            /** Count */
            count: number;
            /** At */
            at: string;
            /**
             * Text
             * @description In the words of the log; may be empty.
             */
            text: string;
            /** Message Id */
            message_id: string | null;
            /** Task Id */
            task_id: string | null;
            /** Request Id */
            request_id: string | null;
            /** Change Id */
            change_id: string | null;
            /** Terminal Id */
            terminal_id: string | null;
            /** Exit Code */
            exit_code: number | null;
        };
        /** FetchDetail */
        FetchDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "fetch";
            /** Url */
            url: string;
            /**
             * Title
             * @default
             */
            title: string;
            /** Status */
            status: number | null;
            /**
             * Content
             * @default
             */
            content: string;
        };
        /** FileEntry */
        FileEntry: {
            /** Path */
            path: string;
            /**
             * Is Dir
             * @default false
             */
            is_dir: boolean;
        };
        /** FileList */
        FileList: {
            /** Files */
            files: components["schemas"]["FileEntry"][];
            /**
             * Truncated
             * @default false
             */
            truncated: boolean;
        };
        /** ForkInput */
        ForkInput: {
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /** Client Id */
            client_id?: string | null;
            /** Title */
            title?: string | null;
        };
        /** GuidanceFile */
        GuidanceFile: {
            /** Path */
            path: string;
            /** Bytes */
            bytes: number;
        };
        /** GuidanceList */
        GuidanceList: {
            /** Files */
            files: components["schemas"]["GuidanceFile"][];
        };
        /**
         * Health
         * @description Anyone is told `ok`; the rest needs authentication.
         */
        Health: {
            /**
             * Ok
             * @default true
             */
            ok: boolean;
            /** Db */
            db: boolean | null;
            /** Tools */
            tools: number | null;
            /** Version */
            version: string | null;
        };
        /**
         * Hunk
         * @description A block of lines that is decided as one. Its id stays the same while path, context and lines do.
         */
        Hunk: {
            /** Id */
            id: string;
            /**
             * Old Start
             * @description First line in the base, from 1.
             */
            old_start: number;
            /** Old Lines */
            old_lines: number;
            /** New Start */
            new_start: number;
            /** New Lines */
            new_lines: number;
            /** Lines */
            lines: components["schemas"]["HunkLine"][];
            /** By */
            by: components["schemas"]["Attribution"][];
        };
        /** HunkLine */
        HunkLine: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "context" | "add" | "remove";
            /**
             * Text
             * @description Without its line end; undecodable bytes are shown as U+FFFD.
             */
            text: string;
            /**
             * Newline
             * @description False: the file ends here without a line end.
             * @default true
             */
            newline: boolean;
        };
        /** HunksInput */
        HunksInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /**
             * Hunks
             * @description Only these; absent: the whole change.
             */
            hunks?: string[] | null;
        };
        /** Inbox */
        Inbox: {
            /** Requests */
            requests: components["schemas"]["Request"][];
            /**
             * Tasks
             * @description Failed or interrupted and not yet seen.
             */
            tasks: components["schemas"]["Task"][];
            /**
             * Changes
             * @description Sessions with changes that wait for a review.
             */
            changes: components["schemas"]["WaitingChanges"][];
            /**
             * Count
             * @description Of all that waits; the changes of a session count as one.
             */
            count: number;
        };
        /**
         * Kept
         * @description How work was kept.
         */
        Kept: {
            /**
             * Ref
             * @description `refs/boocode/rescue/…` or `refs/stash`; null where there was nothing.
             */
            ref: string | null;
            /**
             * Restore
             * @description The command that brings it back.
             */
            restore: string;
        };
        /** KeptList */
        KeptList: {
            /** Kept */
            kept: components["schemas"]["Kept"][];
        };
        /**
         * LastCommand
         * @description What ran last, as far as it can be told.
         */
        LastCommand: {
            /**
             * Command
             * @description Null when only its output is known.
             */
            command: string | null;
            /** Output */
            output: string;
            /**
             * Exit Code
             * @description Null while it runs, and where it is not known.
             */
            exit_code: number | null;
            /** Started At */
            started_at: string | null;
            /**
             * Ended At
             * @description Null while it runs, and where it is not known.
             */
            ended_at: string | null;
            /**
             * Truncated
             * @description The beginning of its output is missing.
             * @default false
             */
            truncated: boolean;
            /**
             * How
             * @description Told by the shell; by marks in its output (OSC 133); from its repeated prompt; or the last lines.
             * @enum {string}
             */
            how: "shell" | "marks" | "prompt" | "lines";
        };
        /** Layout */
        Layout: {
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Device
             * @enum {string}
             */
            device: "desktop" | "phone";
            /**
             * Layout
             * @description The dock's own JSON; null when none was saved yet.
             */
            layout: {
                [key: string]: unknown;
            } | null;
            /** Version */
            version: number;
            /** Updated At */
            updated_at: string | null;
        };
        /** LayoutInput */
        LayoutInput: {
            /**
             * Device
             * @enum {string}
             */
            device: "desktop" | "phone";
            /** Layout */
            layout: {
                [key: string]: unknown;
            };
            /**
             * Base Version
             * @description The version it was made from; absent overwrites.
             */
            base_version?: number | null;
        };
        /** LoginCode */
        LoginCode: {
            /** Code */
            code: string;
            /**
             * Url
             * @description Opens the UI and logs in; the code is in the fragment.
             */
            url: string;
            /** Expires At */
            expires_at: string;
        };
        /** LoginInput */
        LoginInput: {
            /** Token */
            token?: string | null;
            /** Code */
            code?: string | null;
        };
        /** MaybeTask */
        MaybeTask: {
            task: components["schemas"]["Task"] | null;
        };
        /** Me */
        Me: {
            /**
             * Via
             * @enum {string}
             */
            via: "cookie" | "bearer" | "proxy";
            /** User */
            user: string | null;
            /** Device Id */
            device_id: string | null;
        };
        /** Message */
        Message: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Chat Id
             * Format: uuid
             */
            chat_id: string;
            /** Parent Id */
            parent_id: string | null;
            /**
             * Role
             * @enum {string}
             */
            role: "user" | "assistant";
            /** Task Id */
            task_id: string | null;
            /** Provider */
            provider: string | null;
            /** Model */
            model: string | null;
            /** Created At */
            created_at: string;
            /**
             * Sibling Ids
             * @description All messages with the same parent, oldest first, this one included.
             */
            sibling_ids: string[];
            /** Parts */
            parts: (components["schemas"]["TextPart"] | components["schemas"]["ReasoningPart"] | components["schemas"]["ToolCallPart"] | components["schemas"]["ToolResultPart"] | components["schemas"]["AttachmentPart"] | components["schemas"]["NoticePart"])[];
        };
        /**
         * MessagePage
         * @description The shown path, oldest first, with what is under way: one snapshot at `seq`.
         */
        MessagePage: {
            /** Messages */
            messages: components["schemas"]["Message"][];
            /** Seq */
            seq: number;
            /**
             * Next
             * @description Pass as `before` to load older messages.
             */
            next: string | null;
            /** Queue */
            queue: components["schemas"]["QueueItem"][];
            /** @description Running or blocked, else the head of the queue, else the newest one. */
            task: components["schemas"]["Task"] | null;
            /**
             * Plan
             * @description What the agent of `task` means to do, as it said last.
             */
            plan: components["schemas"]["PlanItem"][];
            /** Requests */
            requests: components["schemas"]["Request"][];
        };
        /** MessageRemovedData */
        MessageRemovedData: {
            /** Message Ids */
            message_ids: string[];
            /** Leaf Id */
            leaf_id: string | null;
        };
        /** ModeInfo */
        ModeInfo: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * Description
             * @default
             */
            description: string;
        };
        /**
         * ModelInfo
         * @description A model as its endpoint describes it; null where the endpoint does not say.
         */
        ModelInfo: {
            /** Id */
            id: string;
            /** Name */
            name: string;
            /**
             * Description
             * @default
             */
            description: string;
            /**
             * Context Size
             * @description Tokens.
             */
            context_size: number | null;
            /** Vision */
            vision: boolean | null;
            /** Tools */
            tools: boolean | null;
            /**
             * Reasoning
             * @description Takes a reasoning effort.
             */
            reasoning: boolean | null;
            /**
             * Loaded
             * @description In memory right now.
             */
            loaded: boolean | null;
        };
        /** Models */
        Models: {
            /** Models */
            models: components["schemas"]["ModelInfo"][];
            /** Default */
            default: string | null;
            /** Fast */
            fast: string | null;
            endpoint: components["schemas"]["EndpointInfo"];
        };
        /** NoticePart */
        NoticePart: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Index
             * @description Place in the message, from 0.
             */
            index: number;
            /**
             * Step
             * @description Which model round of the task made it, from 0.
             */
            step: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice";
            /**
             * Kind
             * @enum {string}
             */
            kind: "cap_hit" | "doom_loop" | "steer" | "tool_summary" | "retry" | "error" | "cut" | "handover" | "continued" | "info" | "review";
            /** Text */
            text: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * Notification
         * @description A task that ended, a request that waits or a terminal that ended.
         */
        Notification: {
            /** Id */
            id: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "completed" | "failed" | "interrupted" | "request" | "terminal";
            /** At */
            at: string;
            /**
             * Seen
             * @description Somebody looked at it, answered it or put it away, in any client.
             */
            seen: boolean;
            /**
             * Watched
             * @description Somebody is looking at its chat or terminal right now.
             */
            watched: boolean;
            /**
             * Title
             * @description Of its chat, or the terminal's name; may be empty.
             */
            title: string;
            /**
             * Text
             * @description One line: how the answer begins, what went wrong, what is asked, how it ended.
             */
            text: string;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /** Session Name */
            session_name: string;
            /** Chat Id */
            chat_id: string | null;
            /**
             * Message Id
             * @description The answer of its task.
             */
            message_id: string | null;
            /** Task Id */
            task_id: string | null;
            /** Request Id */
            request_id: string | null;
            /** Request Kind */
            request_kind: ("permission" | "question" | "plan") | null;
            /** Terminal Id */
            terminal_id: string | null;
            /** Exit Code */
            exit_code: number | null;
        };
        /**
         * Notifications
         * @description Newest first; the requests that nobody needs to answer any more are left out.
         */
        Notifications: {
            /** Notifications */
            notifications: components["schemas"]["Notification"][];
            /**
             * Unseen
             * @description Of all, not only of this page; at most 1,000 are counted.
             */
            unseen: number;
            /** Next */
            next: string | null;
        };
        /**
         * NotificationsSeen
         * @description Exactly one of these.
         */
        NotificationsSeen: {
            /** Ids */
            ids?: number[] | null;
            /** Terminal Id */
            terminal_id?: string | null;
            /**
             * All
             * @default false
             */
            all?: boolean;
        };
        /** OtherDetail */
        OtherDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "other";
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Text
             * @default
             */
            text: string;
            /** Language */
            language: string | null;
        };
        /** PlanItem */
        PlanItem: {
            /** Text */
            text: string;
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "running" | "done";
        };
        /** Project */
        Project: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Path */
            path: string;
            /** Host */
            host: string;
            /** Is Git */
            is_git: boolean;
            /**
             * Branch
             * @description Checked-out branch; null without git, or when detached.
             */
            branch: string | null;
            /**
             * Missing
             * @description The directory is not there right now.
             * @default false
             */
            missing: boolean;
            /**
             * Session Count
             * @default 0
             */
            session_count: number;
            /**
             * Status
             * @default idle
             * @enum {string}
             */
            status: "idle" | "pending" | "running" | "blocked";
            /**
             * Unread
             * @default false
             */
            unread: boolean;
            /**
             * Failed
             * @description A task failed or was interrupted, and nobody has seen that.
             * @default false
             */
            failed: boolean;
            /** Created At */
            created_at: string;
            /** Archived At */
            archived_at: string | null;
        };
        /** ProjectChange */
        ProjectChange: {
            /** Name */
            name?: string | null;
            /** Archived */
            archived?: boolean | null;
        };
        /** ProjectFacts */
        ProjectFacts: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /** Sessions */
            sessions: components["schemas"]["SessionFacts"][];
        };
        /**
         * ProjectInput
         * @description Either `path` (a directory that exists) or `clone_url` (with `path` as the place to clone to).
         */
        ProjectInput: {
            /** Path */
            path?: string | null;
            /** Clone Url */
            clone_url?: string | null;
            /** Name */
            name?: string | null;
            /** Client Id */
            client_id?: string | null;
        };
        /** ProjectList */
        ProjectList: {
            /** Projects */
            projects: components["schemas"]["Project"][];
            /** Next */
            next: string | null;
        };
        /**
         * PromptInput
         * @description A prompt for a chat.
         *
         *     To edit an earlier message, name its parent as `parent_id`, or say `as_root` when it has none. `draft_rev` names
         *     the draft that it was: that one is cleared with the message's admission.
         */
        PromptInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /**
             * Text
             * @default
             */
            text?: string;
            /** Attachments */
            attachments?: components["schemas"]["AttachmentInput"][];
            /** Provider */
            provider?: string | null;
            /** Model */
            model?: string | null;
            /** Mode */
            mode?: string | null;
            /** Thinking */
            thinking?: string | null;
            /** Options */
            options?: {
                [key: string]: string;
            } | null;
            /**
             * Delivery
             * @default queue
             * @enum {string}
             */
            delivery?: "queue" | "steer";
            /** Parent Id */
            parent_id?: string | null;
            /**
             * As Root
             * @default false
             */
            as_root?: boolean;
            /** Draft Rev */
            draft_rev?: number | null;
        };
        /**
         * ProviderConfig
         * @description What the human set for one provider; null or absent: as built in.
         */
        ProviderConfig: {
            /** Enabled */
            enabled: boolean | null;
            /** Label */
            label: string | null;
            /**
             * Account
             * @description `local`: it uses BooCode's model endpoint and phones nobody; `own`: its own login and settings.
             */
            account: ("local" | "own") | null;
            /**
             * Command
             * @description Program and arguments; required for a custom one.
             */
            command: string[] | null;
            /**
             * Env
             * @description Added to its environment; values may be secret.
             */
            env: {
                [key: string]: string;
            } | null;
            /** Model */
            model: string | null;
            /** Mode */
            mode: string | null;
            /**
             * Custom
             * @description An ACP agent that was added by hand or from the catalogue.
             * @default false
             */
            custom: boolean;
        };
        /**
         * ProviderConfigInput
         * @description As `ProviderConfig`. A masked value in `env` means the one that is there.
         */
        ProviderConfigInput: {
            /** Enabled */
            enabled?: boolean | null;
            /** Label */
            label?: string | null;
            /**
             * Account
             * @description `local`: it uses BooCode's model endpoint and phones nobody; `own`: its own login and settings.
             */
            account?: ("local" | "own") | null;
            /**
             * Command
             * @description Program and arguments; required for a custom one.
             */
            command?: string[] | null;
            /**
             * Env
             * @description Added to its environment; values may be secret.
             */
            env?: {
                [key: string]: string;
            } | null;
            /** Model */
            model?: string | null;
            /** Mode */
            mode?: string | null;
            /**
             * Custom
             * @description An ACP agent that was added by hand or from the catalogue.
             * @default false
             */
            custom?: boolean;
        };
        /** ProviderName */
        ProviderName: {
            /** Id */
            id: string;
            /** Label */
            label: string;
        };
        /**
         * ProviderSnapshot
         * @description What can be picked from one provider right now. Old models stay while it is being refreshed.
         */
        ProviderSnapshot: {
            /** Id */
            id: string;
            /** Label */
            label: string;
            /**
             * Status
             * @enum {string}
             */
            status: "loading" | "ready" | "error" | "unavailable";
            /**
             * Enabled
             * @default true
             */
            enabled: boolean;
            /**
             * Message
             * @description What is wrong and what to do; empty when all is well.
             * @default
             */
            message: string;
            /**
             * External
             * @description Another company's agent: it works in the session's worktree.
             * @default false
             */
            external: boolean;
            /**
             * Transport
             * @default native
             * @enum {string}
             */
            transport: "native" | "acp" | "opencode";
            /**
             * Account
             * @description Null for BooCode's own agent.
             */
            account: ("local" | "own") | null;
            /**
             * Installed
             * @default true
             */
            installed: boolean;
            /** Version */
            version: string | null;
            /**
             * Needs Login
             * @description `message` says how to log in.
             * @default false
             */
            needs_login: boolean;
            /**
             * Refreshing
             * @description A check is under way; the rest is as last seen.
             * @default false
             */
            refreshing: boolean;
            /** Checked At */
            checked_at: string | null;
            /** Default Model */
            default_model: string | null;
            /** Default Mode */
            default_mode: string | null;
            /** Options */
            options: components["schemas"]["ConfigOption"][];
            /** Models */
            models: components["schemas"]["ModelInfo"][];
            /** Modes */
            modes: components["schemas"]["ModeInfo"][];
            /** Thinking */
            thinking: components["schemas"]["ThinkingOption"][];
            /** Commands */
            commands: components["schemas"]["CommandInfo"][];
        };
        /** ProviderSnapshots */
        ProviderSnapshots: {
            /** Providers */
            providers: components["schemas"]["ProviderSnapshot"][];
        };
        /** Providers */
        Providers: {
            /** Providers */
            providers: components["schemas"]["ProviderName"][];
        };
        /**
         * ProvidersChange
         * @description What to set anew, by provider; null removes what is set, and an agent that was added.
         */
        ProvidersChange: {
            /** Providers */
            providers: {
                [key: string]: components["schemas"]["ProviderConfigInput"] | null;
            };
        };
        /**
         * ProvidersConfig
         * @description The configuration file. It can be changed by a logged-in human only.
         */
        ProvidersConfig: {
            /** Path */
            path: string;
            /**
             * Problem
             * @description Why the file is not used: built-ins are as they come.
             */
            problem: string | null;
            /** Providers */
            providers: {
                [key: string]: components["schemas"]["ProviderConfig"];
            };
        };
        /**
         * Question
         * @description One question of a `question` request. Answered in `values[id]`: option ids and/or free text.
         */
        Question: {
            /** Id */
            id: string;
            /**
             * Header
             * @default
             */
            header: string;
            /** Question */
            question: string;
            /** Options */
            options: components["schemas"]["RequestOption"][];
            /**
             * Multi Select
             * @default false
             */
            multi_select: boolean;
            /**
             * Allow Text
             * @default true
             */
            allow_text: boolean;
        };
        /**
         * QueueChange
         * @description Either a new `order` of all waiting tasks, or a change of one.
         */
        QueueChange: {
            /** Order */
            order?: string[] | null;
            /** Task Id */
            task_id?: string | null;
            /** Text */
            text?: string | null;
            /** Delivery */
            delivery?: ("queue" | "steer") | null;
        };
        /**
         * QueueItem
         * @description A prompt that waits for its turn.
         */
        QueueItem: {
            /**
             * Task Id
             * Format: uuid
             */
            task_id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Text
             * @description At most 4,000 characters of it.
             */
            text: string;
            /**
             * Cut
             * @description There is more text than shown here.
             * @default false
             */
            cut: boolean;
            /** Attachments */
            attachments: number;
            /**
             * Delivery
             * @enum {string}
             */
            delivery: "queue" | "steer";
            /** Provider */
            provider: string;
            /** Model */
            model: string | null;
            /** Created At */
            created_at: string;
        };
        /** QueueList */
        QueueList: {
            /** Queue */
            queue: components["schemas"]["QueueItem"][];
        };
        /** ReadDetail */
        ReadDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "read";
            /** Path */
            path: string;
            /** Start Line */
            start_line: number | null;
            /** End Line */
            end_line: number | null;
            /** Total Lines */
            total_lines: number | null;
            /** Language */
            language: string | null;
            /**
             * Content
             * @default
             */
            content: string;
        };
        /** ReasoningPart */
        ReasoningPart: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Index
             * @description Place in the message, from 0.
             */
            index: number;
            /**
             * Step
             * @description Which model round of the task made it, from 0.
             */
            step: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "reasoning";
            /**
             * State
             * @default done
             * @enum {string}
             */
            state: "open" | "done" | "interrupted";
            /** Text */
            text: string;
        };
        /** RefreshInput */
        RefreshInput: {
            /**
             * Ids
             * @description Absent: all.
             */
            ids?: string[] | null;
        };
        /** Refusal */
        Refusal: {
            /**
             * Change Id
             * Format: uuid
             */
            change_id: string;
            /** Code */
            code: string;
            /** Message */
            message: string;
            /**
             * Overlap
             * @description What stands in the way.
             */
            overlap: components["schemas"]["Hunk"][];
        };
        /** RegenerateInput */
        RegenerateInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /** Provider */
            provider?: string | null;
            /** Model */
            model?: string | null;
            /** Mode */
            mode?: string | null;
            /** Thinking */
            thinking?: string | null;
            /** Options */
            options?: {
                [key: string]: string;
            } | null;
        };
        /**
         * Request
         * @description Something an agent asks the human.
         */
        Request: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "permission" | "question" | "plan";
            /**
             * Task Id
             * Format: uuid
             */
            task_id: string;
            /**
             * Chat Id
             * Format: uuid
             */
            chat_id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /** Title */
            title: string;
            /**
             * Detail
             * @default
             */
            detail: string;
            /**
             * Options
             * @description For a permission or plan; a question has `questions`.
             */
            options: components["schemas"]["RequestOption"][];
            /** Questions */
            questions: components["schemas"]["Question"][];
            /**
             * Always
             * @description What "always" would cover, for a person; empty: there is no always.
             * @default
             */
            always: string;
            /** Provider */
            provider: string | null;
            /**
             * Orphaned
             * @description Its task was interrupted: answering begins the task that continues it.
             * @default false
             */
            orphaned: boolean;
            /**
             * Rule Id
             * @description The rule that answered it.
             */
            rule_id: string | null;
            /**
             * State
             * @enum {string}
             */
            state: "open" | "answered" | "delivered" | "cancelled" | "withdrawn";
            answer: components["schemas"]["Answer"] | null;
            /** Created At */
            created_at: string;
            /** Answered At */
            answered_at: string | null;
        };
        /** RequestList */
        RequestList: {
            /** Requests */
            requests: components["schemas"]["Request"][];
        };
        /** RequestOption */
        RequestOption: {
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "allow_once" | "allow_always" | "reject_once" | "reject_always" | "choice";
            /** Label */
            label: string;
            /**
             * Description
             * @default
             */
            description: string;
        };
        /** ResolveInput */
        ResolveInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /** Text */
            text: string;
        };
        /**
         * Rule
         * @description An "always" that a human gave. BooCode answers with it, once each time.
         */
        Rule: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /** Project Name */
            project_name: string;
            /** Provider */
            provider: string;
            /** Subject */
            subject: string;
            /**
             * Label
             * @description What it covers, for a person.
             */
            label: string;
            /**
             * Effect
             * @enum {string}
             */
            effect: "allow" | "reject";
            /** Used Count */
            used_count: number;
            /** Used At */
            used_at: string | null;
            /** Created At */
            created_at: string;
            /** Revoked At */
            revoked_at: string | null;
        };
        /** Rules */
        Rules: {
            /** Rules */
            rules: components["schemas"]["Rule"][];
        };
        /** SearchDetail */
        SearchDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "search";
            /** Query */
            query: string;
            /**
             * Scope
             * @default
             */
            scope: string;
            /** Hits */
            hits: components["schemas"]["SearchHit"][];
            /** Total */
            total: number | null;
        };
        /** SearchHit */
        SearchHit: {
            /** Path */
            path: string;
            /** Line */
            line: number | null;
            /**
             * Text
             * @default
             */
            text: string;
        };
        /**
         * SearchResult
         * @description One place where what was asked for stands.
         */
        SearchResult: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "title" | "user" | "assistant" | "tool" | "change";
            /**
             * Chat Id
             * @description Null for a change that no chat made.
             */
            chat_id: string | null;
            /** Message Id */
            message_id: string | null;
            /** Part Id */
            part_id: string | null;
            /** Change Id */
            change_id: string | null;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Title
             * @description Of the chat; null while it has none.
             */
            title: string | null;
            /** Session Name */
            session_name: string;
            /** Project Name */
            project_name: string;
            /** Provider */
            provider: string | null;
            /** At */
            at: string;
            /**
             * Snippet
             * @description A few words around the place, as plain text in one line.
             */
            snippet: string;
            /**
             * Marks
             * @description What answers, as ranges of the snippet in UTF-16 units.
             */
            marks: [
                number,
                number
            ][];
        };
        /** SearchResults */
        SearchResults: {
            /**
             * Results
             * @description Best first.
             */
            results: components["schemas"]["SearchResult"][];
            /** Next */
            next: string | null;
            /**
             * Looked Until
             * @description What is older was not looked at yet, because that takes long; the next page goes on there.
             */
            looked_until: string | null;
            /**
             * Indexed Until
             * @description What is older than this cannot be found yet, because it is still being read; null: all can.
             */
            indexed_until: string | null;
        };
        /** SelectedChange */
        SelectedChange: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Hunks
             * @description Only these; absent: the whole change.
             */
            hunks?: string[] | null;
        };
        /** SelectionInput */
        SelectionInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /**
             * Changes
             * @description Absent: everything that is open.
             */
            changes?: components["schemas"]["SelectedChange"][] | null;
        };
        /** Session */
        Session: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /** Name */
            name: string;
            /**
             * Status
             * @default idle
             * @enum {string}
             */
            status: "idle" | "pending" | "running" | "blocked";
            /**
             * Unread
             * @description A chat or a terminal of it has news that nobody has looked at.
             * @default false
             */
            unread: boolean;
            /**
             * Failed
             * @description A task failed or was interrupted, and nobody has seen that.
             * @default false
             */
            failed: boolean;
            /**
             * Chat Count
             * @default 0
             */
            chat_count: number;
            /**
             * Allow Apply
             * @description Agents may apply and take back changes without asking.
             * @default false
             */
            allow_apply: boolean;
            /**
             * Workplace
             * @description Where agents that need a place of their own work.
             * @default worktree
             * @enum {string}
             */
            workplace: "worktree" | "project";
            /** Worktree Id */
            worktree_id: string | null;
            /** Created At */
            created_at: string;
            /** Updated At */
            updated_at: string;
            /** Archived At */
            archived_at: string | null;
        };
        /** SessionChange */
        SessionChange: {
            /** Name */
            name?: string | null;
            /** Archived */
            archived?: boolean | null;
            /**
             * Allow Apply
             * @description Agents may apply and take back changes here.
             */
            allow_apply?: boolean | null;
        };
        /** SessionFacts */
        SessionFacts: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /** Name */
            name: string;
            /**
             * Facts
             * @description What belongs to no chat: changes, terminals, that it is new.
             */
            facts: components["schemas"]["Fact"][];
            /** Chats */
            chats: components["schemas"]["ChatFacts"][];
        };
        /** SessionInput */
        SessionInput: {
            /** Name */
            name?: string | null;
            /** Client Id */
            client_id?: string | null;
        };
        /** SessionList */
        SessionList: {
            /** Sessions */
            sessions: components["schemas"]["Session"][];
            /** Next */
            next: string | null;
        };
        /**
         * SessionWorkplace
         * @description Where the agents of a session work, or would.
         */
        SessionWorkplace: {
            /**
             * Choice
             * @description What the human chose; `worktree` unless told.
             * @enum {string}
             */
            choice: "worktree" | "project";
            /**
             * Available
             * @description Without git there is `copy` instead of `worktree`.
             */
            available: ("worktree" | "copy" | "project")[];
            /**
             * Explanation
             * @description One sentence on what will happen, e.g. for a project without git.
             */
            explanation: string;
            /** @description Null until it is first needed. */
            worktree: components["schemas"]["Worktree"] | null;
            /** @description Null: the project brings none. */
            setup: components["schemas"]["SetupScript"] | null;
        };
        /** SettingInfo */
        SettingInfo: {
            /** Name */
            name: string;
            /** Value */
            value: string;
            /**
             * Source
             * @enum {string}
             */
            source: "env" | "file" | "default";
            /** Meaning */
            meaning: string;
        };
        /** SettingsChange */
        SettingsChange: {
            /**
             * Preferences
             * @description Merged into what is stored; null removes a key.
             */
            preferences: {
                [key: string]: unknown;
            };
        };
        /**
         * SettingsPage
         * @description What the server knows about itself. Secrets are masked.
         */
        SettingsPage: {
            /** Version */
            version: string;
            /** Data Dir */
            data_dir: string;
            database: components["schemas"]["DatabaseInfo"];
            /** Url */
            url: string;
            /** Settings */
            settings: components["schemas"]["SettingInfo"][];
            /** Tools */
            tools: components["schemas"]["ToolInfo"][];
            /** Preferences */
            preferences: {
                [key: string]: unknown;
            };
        };
        /**
         * SetupScript
         * @description What the project wants done in a new worktree. It is not run until the human trusts exactly this content.
         */
        SetupScript: {
            /**
             * Path
             * @description `.boocode/setup` in the project.
             */
            path: string;
            /** Content */
            content: string;
            /** Sha256 */
            sha256: string;
            /** Trusted */
            trusted: boolean;
            /**
             * Env Files
             * @description Ignored files like `.env` that would be copied with it.
             */
            env_files: string[];
            /**
             * Copies Env
             * @description The human allowed copying them.
             * @default false
             */
            copies_env: boolean;
        };
        /** ShellDetail */
        ShellDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "shell";
            /** Command */
            command: string;
            /** Exit Code */
            exit_code: number | null;
            /** Output */
            output: string;
        };
        /** SshHost */
        SshHost: {
            /**
             * Name
             * @description What to pass as `ssh`.
             */
            name: string;
            /**
             * Address
             * @description Its HostName, where that differs.
             */
            address: string | null;
            /**
             * Source
             * @enum {string}
             */
            source: "ssh_config" | "settings";
        };
        /** SshHosts */
        SshHosts: {
            /** Hosts */
            hosts: components["schemas"]["SshHost"][];
            /**
             * Message
             * @description A sentence: where the list comes from, or why there is none.
             */
            message: string;
        };
        /** Task */
        Task: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Chat Id
             * Format: uuid
             */
            chat_id: string;
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /**
             * Message Id
             * Format: uuid
             * @description The user message it answers.
             */
            message_id: string;
            /**
             * Assistant Message Id
             * @description Its answer; null until it started.
             */
            assistant_message_id: string | null;
            /** Provider */
            provider: string;
            /** Model */
            model: string | null;
            /** Mode */
            mode: string | null;
            /** Thinking */
            thinking: string | null;
            /**
             * Options
             * @description The provider's further choices, by their id.
             */
            options: {
                [key: string]: string;
            };
            /**
             * Delivery
             * @default queue
             * @enum {string}
             */
            delivery: "queue" | "steer";
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "running" | "blocked" | "completed" | "failed" | "cancelled" | "interrupted";
            /**
             * Reason
             * @description Machine word for how it ended or why it waits.
             */
            reason: string | null;
            /**
             * Error
             * @description A sentence for a person, when it failed.
             */
            error: string | null;
            /** Continues Id */
            continues_id: string | null;
            usage: components["schemas"]["Usage"] | null;
            /** Created At */
            created_at: string;
            /** Started At */
            started_at: string | null;
            /** Ended At */
            ended_at: string | null;
            /** Seen At */
            seen_at: string | null;
        };
        /**
         * TaskInput
         * @description A prompt for a chat, for a new chat of a session, or for a new session of a project.
         */
        TaskInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /**
             * Text
             * @default
             */
            text?: string;
            /** Attachments */
            attachments?: components["schemas"]["AttachmentInput"][];
            /** Provider */
            provider?: string | null;
            /** Model */
            model?: string | null;
            /** Mode */
            mode?: string | null;
            /** Thinking */
            thinking?: string | null;
            /** Options */
            options?: {
                [key: string]: string;
            } | null;
            /**
             * Delivery
             * @default queue
             * @enum {string}
             */
            delivery?: "queue" | "steer";
            /** Parent Id */
            parent_id?: string | null;
            /**
             * As Root
             * @default false
             */
            as_root?: boolean;
            /** Draft Rev */
            draft_rev?: number | null;
            /** Chat Id */
            chat_id?: string | null;
            /** Session Id */
            session_id?: string | null;
            /** Project Id */
            project_id?: string | null;
        };
        /** TaskList */
        TaskList: {
            /** Tasks */
            tasks: components["schemas"]["Task"][];
            /** Next */
            next: string | null;
        };
        /**
         * Terminal
         * @description A shell, or a connection to another machine, that goes on without anybody looking.
         */
        Terminal: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Session Id
             * @description Null: its session is gone; it can be looked at, ended and adopted.
             */
            session_id: string | null;
            /** Name */
            name: string;
            /**
             * Directory
             * @description Where it began.
             */
            directory: string;
            /**
             * Place
             * @description Whose files that directory holds.
             * @enum {string}
             */
            place: "worktree" | "project";
            /**
             * Kind
             * @enum {string}
             */
            kind: "shell" | "ssh";
            /**
             * Host
             * @description The machine it is connected to, with `ssh`.
             */
            host: string | null;
            /**
             * State
             * @description `lost`: it ended with the machine, or with a server that kept it itself.
             * @enum {string}
             */
            state: "running" | "exited" | "lost";
            /**
             * Exit Code
             * @description Negative: the signal that ended it.
             */
            exit_code: number | null;
            /**
             * Command
             * @description What runs in the foreground; null when nothing runs.
             */
            command: string | null;
            /**
             * Durable
             * @description It goes on when the server is restarted.
             */
            durable: boolean;
            /**
             * Clients
             * @description How many windows show it now.
             */
            clients: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * Unread
             * @description It rang, ended, or finished what took long, and nobody has looked at it since.
             * @default false
             */
            unread: boolean;
        };
        /** TerminalAdoption */
        TerminalAdoption: {
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
        };
        /** TerminalChange */
        TerminalChange: {
            /** Name */
            name: string;
        };
        /** TerminalInput */
        TerminalInput: {
            /**
             * Client Id
             * Format: uuid
             */
            client_id: string;
            /**
             * Name
             * @description Unset: `Terminal 2`, or the host's name.
             */
            name?: string | null;
            /**
             * Place
             * @description Where it begins; `worktree` makes the session's if needed. Unset: the worktree if there is one.
             */
            place?: ("worktree" | "project") | null;
            /**
             * Ssh
             * @description A host of `/ssh-hosts`, or `[user@]host`.
             */
            ssh?: string | null;
            /**
             * Cols
             * @default 80
             */
            cols?: number;
            /**
             * Rows
             * @default 24
             */
            rows?: number;
        };
        /** TerminalText */
        TerminalText: {
            /**
             * Text
             * @description Scrollback and screen without colours; the newest lines that fit.
             */
            text: string;
            /** Lines */
            lines: number;
            /**
             * Truncated
             * @description There are older lines.
             */
            truncated: boolean;
            last_command: components["schemas"]["LastCommand"];
        };
        /** Terminals */
        Terminals: {
            /** Terminals */
            terminals: components["schemas"]["Terminal"][];
            /** Next */
            next: string | null;
            /**
             * Tmux
             * @description New terminals outlive the server.
             */
            tmux: boolean;
            /**
             * Message
             * @description A sentence on what new terminals outlive, and what to install if they do not.
             */
            message: string;
        };
        /** TextPart */
        TextPart: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Index
             * @description Place in the message, from 0.
             */
            index: number;
            /**
             * Step
             * @description Which model round of the task made it, from 0.
             */
            step: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "text";
            /**
             * State
             * @default done
             * @enum {string}
             */
            state: "open" | "done" | "interrupted";
            /** Text */
            text: string;
        };
        /** ThinkingOption */
        ThinkingOption: {
            /** Id */
            id: string;
            /** Label */
            label: string;
        };
        /** ToolCallPart */
        ToolCallPart: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Index
             * @description Place in the message, from 0.
             */
            index: number;
            /**
             * Step
             * @description Which model round of the task made it, from 0.
             */
            step: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tool_call";
            /**
             * State
             * @enum {string}
             */
            state: "pending" | "running" | "waiting" | "completed" | "failed" | "cancelled" | "interrupted";
            /**
             * Call Id
             * @description The provider's id of the call, unique within a step.
             */
            call_id: string;
            /** Tool */
            tool: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "read" | "search" | "fetch" | "shell" | "edit" | "write" | "delegate" | "ask" | "other";
            /**
             * Title
             * @description One line for a person, e.g. `src/app.py:10-40`.
             */
            title: string;
            /**
             * Arguments
             * @description Parsed arguments; `{'raw': …}` where they were not valid JSON.
             */
            arguments: {
                [key: string]: unknown;
            };
            /** Request Id */
            request_id: string | null;
        };
        /** ToolInfo */
        ToolInfo: {
            /** Name */
            name: string;
            /** Description */
            description: string;
            /** Kind */
            kind: string;
        };
        /** ToolResultPart */
        ToolResultPart: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Index
             * @description Place in the message, from 0.
             */
            index: number;
            /**
             * Step
             * @description Which model round of the task made it, from 0.
             */
            step: number;
            /** Created At */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "tool_result";
            /**
             * State
             * @default done
             * @enum {string}
             */
            state: "open" | "done" | "interrupted";
            /**
             * Call Part Id
             * Format: uuid
             */
            call_part_id: string;
            /**
             * Text
             * @description What the model was given, already bounded.
             */
            text: string;
            /** Detail */
            detail: (components["schemas"]["ShellDetail"] | components["schemas"]["ReadDetail"] | components["schemas"]["EditDetail"] | components["schemas"]["WriteDetail"] | components["schemas"]["SearchDetail"] | components["schemas"]["FetchDetail"] | components["schemas"]["DelegateDetail"] | components["schemas"]["OtherDetail"]) | null;
            /**
             * Is Error
             * @default false
             */
            is_error: boolean;
            /**
             * Truncated
             * @default false
             */
            truncated: boolean;
            /**
             * Output Blob
             * @description sha256 of the whole output: GET /parts/{id}/output.
             */
            output_blob: string | null;
            /**
             * Images
             * @description sha256 of pictures: GET /parts/{id}/images/{sha256}.
             */
            images: string[];
            /**
             * Tokens
             * @description About how many tokens it added to the context.
             * @default 0
             */
            tokens: number;
        };
        /** TriedEndpoint */
        TriedEndpoint: {
            /** Url */
            url: string;
            /** Outcome */
            outcome: string;
        };
        /** TrustInput */
        TrustInput: {
            /**
             * Sha256
             * @description Of the content that the human looked at.
             */
            sha256: string;
            /**
             * Copy Env
             * @description Also copy ignored files like `.env`.
             * @default false
             */
            copy_env?: boolean;
        };
        /** Usage */
        Usage: {
            /**
             * Prompt Tokens
             * @default 0
             */
            prompt_tokens: number;
            /**
             * Completion Tokens
             * @default 0
             */
            completion_tokens: number;
            /**
             * Reasoning Tokens
             * @default 0
             */
            reasoning_tokens: number;
            /**
             * Cached Tokens
             * @default 0
             */
            cached_tokens: number;
            /**
             * Context Tokens
             * @description Tokens of the last request and its answer: the next one's size.
             * @default 0
             */
            context_tokens: number;
            /**
             * Context Size
             * @description The model's window, if known.
             */
            context_size: number | null;
            /** Tokens Per Second */
            tokens_per_second: number | null;
            /**
             * Estimated
             * @description Counted by BooCode because the server gave no numbers.
             * @default false
             */
            estimated: boolean;
            /**
             * Cost
             * @description US dollars, where an agent with an account of its own tells.
             */
            cost: number | null;
        };
        /**
         * UsageRow
         * @description What tasks used. Prompt tokens include cached ones, whatever the agent itself counts.
         */
        UsageRow: {
            /**
             * Key
             * @description Day (UTC), provider, chat id or task id, as asked.
             */
            key: string;
            /** Label */
            label: string;
            /** Tasks */
            tasks: number;
            /** Prompt Tokens */
            prompt_tokens: number;
            /** Completion Tokens */
            completion_tokens: number;
            /** Cached Tokens */
            cached_tokens: number;
            /**
             * Cost
             * @description US dollars, where the agent told and its account is used.
             */
            cost: number | null;
            /**
             * Estimated
             * @default false
             */
            estimated: boolean;
        };
        /** UsageTable */
        UsageTable: {
            /**
             * By
             * @enum {string}
             */
            by: "day" | "provider" | "chat" | "task";
            /** Rows */
            rows: components["schemas"]["UsageRow"][];
        };
        /** WaitingChanges */
        WaitingChanges: {
            /**
             * Session Id
             * Format: uuid
             */
            session_id: string;
            /** Count */
            count: number;
            /**
             * Conflicts
             * @description How many of them somebody else's work stands against.
             * @default 0
             */
            conflicts: number;
        };
        /** WorkplaceInput */
        WorkplaceInput: {
            /**
             * Choice
             * @enum {string}
             */
            choice: "worktree" | "project";
        };
        /**
         * Worktree
         * @description Where a session's agents work.
         */
        Worktree: {
            /**
             * Id
             * Format: uuid
             */
            id: string;
            /**
             * Session Id
             * @description Null: its session was deleted; it was kept because it holds work.
             */
            session_id: string | null;
            /** Session Name */
            session_name: string;
            /**
             * Project Id
             * Format: uuid
             */
            project_id: string;
            /** Project Name */
            project_name: string;
            /**
             * Kind
             * @description `worktree`: of the project's repository; `copy`: the project has no git, BooCode keeps a private repository; `project`: agents work in the project's own directory.
             * @enum {string}
             */
            kind: "worktree" | "copy" | "project";
            /** Path */
            path: string;
            /** Branch */
            branch: string | null;
            /** Base Commit */
            base_commit: string;
            /**
             * State
             * @enum {string}
             */
            state: "making" | "ready" | "broken" | "removed";
            /**
             * Problem
             * @description What is wrong and what to do.
             */
            problem: string | null;
            /**
             * Needs New Base
             * @description The project's HEAD no longer descends from its base.
             * @default false
             */
            needs_new_base: boolean;
            /**
             * Size Bytes
             * @description On disk, as last measured.
             */
            size_bytes: number | null;
            /**
             * Rescue Refs
             * @description Refs that hold work taken out of it.
             */
            rescue_refs: string[];
            /** Created At */
            created_at: string;
            /** Used At */
            used_at: string;
        };
        /**
         * WorktreeRisk
         * @description What would be lost if the worktree were removed.
         */
        WorktreeRisk: {
            /**
             * Changed Files
             * @description Differing from what was accepted; at most 200.
             */
            changed_files: string[];
            /**
             * Untracked Ignored
             * @description Ignored files, which no snapshot holds.
             */
            untracked_ignored: number;
            /**
             * Commits
             * @description Commits on its branch that are in no other branch.
             */
            commits: number;
            /** At Risk */
            at_risk: boolean;
        };
        /** Worktrees */
        Worktrees: {
            /** Worktrees */
            worktrees: components["schemas"]["Worktree"][];
            /** Total Bytes */
            total_bytes: number;
        };
        /** WriteDetail */
        WriteDetail: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "write";
            /** Path */
            path: string;
            /** Content */
            content: string;
        };
        /** ErrorBody */
        ErrorBody: {
            /** Code */
            code: string;
            /** Message */
            message: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
        };
        /** ErrorAnswer */
        ErrorAnswer: {
            error: components["schemas"]["ErrorBody"];
        };
        /** ChangesUpdated */
        ChangesUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "changes.updated";
            data: components["schemas"]["WhatData"];
        };
        /** CommandsData */
        CommandsData: {
            /** Commands */
            commands: components["schemas"]["CommandInfo"][];
        };
        /** CommandsUpdated */
        CommandsUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "commands.updated";
            data: components["schemas"]["CommandsData"];
        };
        /** Compaction */
        Compaction: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "compaction";
            data: components["schemas"]["CompactionData"];
        };
        /** CompactionData */
        CompactionData: {
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /** Text */
            text: string;
        };
        /** DeltaData */
        DeltaData: {
            /**
             * Message Id
             * Format: uuid
             */
            message_id: string;
            /**
             * Part Id
             * Format: uuid
             */
            part_id: string;
            /**
             * Offset
             * @description UTF-16 units of the part's text before this delta.
             */
            offset: number;
            /** Text */
            text: string;
        };
        /**
         * LeafData
         * @description The shown path changed as a whole: reload the messages.
         */
        LeafData: {
            /** Leaf Id */
            leaf_id: string | null;
        };
        /** LeafUpdated */
        LeafUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "leaf.updated";
            data: components["schemas"]["LeafData"];
        };
        /** MessageCreated */
        MessageCreated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.created";
            data: components["schemas"]["MessageData"];
        };
        /** MessageData */
        MessageData: {
            message: components["schemas"]["Message"];
            /**
             * Leaf Id
             * @description The chat's leaf after this event.
             */
            leaf_id: string | null;
        };
        /** MessageRemoved */
        MessageRemoved: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.removed";
            data: components["schemas"]["MessageRemovedData"];
        };
        /** MessageUpdated */
        MessageUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "message.updated";
            data: components["schemas"]["MessageData"];
        };
        /** Notice */
        Notice: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "notice";
            data: components["schemas"]["NoticeData"];
        };
        /** NoticeData */
        NoticeData: {
            /**
             * Level
             * @enum {string}
             */
            level: "info" | "warning" | "error";
            /** Code */
            code: string;
            /** Text */
            text: string;
            /** Data */
            data: {
                [key: string]: unknown;
            };
        };
        /**
         * OptionsData
         * @description The agent offers other choices now, or has changed some itself: `options` are the chat's.
         */
        OptionsData: {
            /** Offered */
            offered: components["schemas"]["ConfigOption"][];
            /** Options */
            options: {
                [key: string]: string;
            };
        };
        /** OptionsUpdated */
        OptionsUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "options.updated";
            data: components["schemas"]["OptionsData"];
        };
        /** PartCompleted */
        PartCompleted: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "part.completed";
            data: components["schemas"]["PartData"];
        };
        /** PartCreated */
        PartCreated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "part.created";
            data: components["schemas"]["PartData"];
        };
        /** PartData */
        PartData: {
            /** Part */
            part: components["schemas"]["TextPart"] | components["schemas"]["ReasoningPart"] | components["schemas"]["ToolCallPart"] | components["schemas"]["ToolResultPart"] | components["schemas"]["AttachmentPart"] | components["schemas"]["NoticePart"];
        };
        /** PartDelta */
        PartDelta: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "part.delta";
            data: components["schemas"]["DeltaData"];
        };
        /** PartUpdated */
        PartUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "part.updated";
            data: components["schemas"]["PartData"];
        };
        /** PlanData */
        PlanData: {
            /** Items */
            items: components["schemas"]["PlanItem"][];
        };
        /** PlanUpdated */
        PlanUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "plan.updated";
            data: components["schemas"]["PlanData"];
        };
        /** QueueData */
        QueueData: {
            /** Queue */
            queue: components["schemas"]["QueueItem"][];
        };
        /** QueueUpdated */
        QueueUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "queue.updated";
            data: components["schemas"]["QueueData"];
        };
        /** RequestCreated */
        RequestCreated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "request.created";
            data: components["schemas"]["RequestData"];
        };
        /** RequestData */
        RequestData: {
            request: components["schemas"]["Request"];
        };
        /** RequestResolved */
        RequestResolved: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "request.resolved";
            data: components["schemas"]["RequestData"];
        };
        /** TaskData */
        TaskData: {
            task: components["schemas"]["Task"];
        };
        /** TaskStateChanged */
        TaskStateChanged: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "task.state";
            data: components["schemas"]["TaskData"];
        };
        /** TitleData */
        TitleData: {
            /** Title */
            title: string;
            /**
             * Source
             * @enum {string}
             */
            source: "auto" | "human";
        };
        /** TitleUpdated */
        TitleUpdated: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "title.updated";
            data: components["schemas"]["TitleData"];
        };
        /** UsageData */
        UsageData: {
            /**
             * Task Id
             * Format: uuid
             */
            task_id: string;
            /** Step */
            step: number;
            usage: components["schemas"]["Usage"];
        };
        /** UsageReported */
        UsageReported: {
            /**
             * Topic
             * @description `chat:<id>`.
             */
            topic: string;
            /** Seq */
            seq: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "usage";
            data: components["schemas"]["UsageData"];
        };
        /**
         * WhatData
         * @description Refetch what is named.
         */
        WhatData: {
            /** What */
            what: string[];
        };
        ChatEvent: components["schemas"]["MessageCreated"] | components["schemas"]["MessageUpdated"] | components["schemas"]["MessageRemoved"] | components["schemas"]["LeafUpdated"] | components["schemas"]["PartCreated"] | components["schemas"]["PartDelta"] | components["schemas"]["PartUpdated"] | components["schemas"]["PartCompleted"] | components["schemas"]["TaskStateChanged"] | components["schemas"]["QueueUpdated"] | components["schemas"]["UsageReported"] | components["schemas"]["RequestCreated"] | components["schemas"]["RequestResolved"] | components["schemas"]["ChangesUpdated"] | components["schemas"]["CommandsUpdated"] | components["schemas"]["OptionsUpdated"] | components["schemas"]["PlanUpdated"] | components["schemas"]["TitleUpdated"] | components["schemas"]["Compaction"] | components["schemas"]["Notice"];
        /**
         * Changed
         * @description An unsequenced invalidation on `session:<id>` or `app`: refetch what is named.
         */
        Changed: {
            /** Topic */
            topic: string;
            /**
             * Type
             * @default changed
             * @constant
             */
            type: "changed";
            /** What */
            what: string[];
        };
        /**
         * Ping
         * @description The server's heartbeat.
         */
        Ping: {
            /**
             * Type
             * @default ping
             * @constant
             */
            type: "ping";
        };
        /**
         * Reset
         * @description The cursor is beyond the log (a restored database): reload everything of this topic.
         */
        Reset: {
            /** Topic */
            topic: string;
            /**
             * Type
             * @default reset
             * @constant
             */
            type: "reset";
        };
        /**
         * SocketAnswer
         * @description The answer to a client operation with the same `id`.
         */
        SocketAnswer: {
            /** Id */
            id: number;
            /**
             * Result
             * @default null
             */
            result: {
                [key: string]: unknown;
            } | null;
            /** @default null */
            error: components["schemas"]["ErrorBody"] | null;
        };
        /**
         * Synced
         * @description Replay is over: what follows is live.
         */
        Synced: {
            /** Topic */
            topic: string;
            /**
             * Type
             * @default synced
             * @constant
             */
            type: "synced";
            /** Seq */
            seq: number;
        };
        ServerFrame: (components["schemas"]["MessageCreated"] | components["schemas"]["MessageUpdated"] | components["schemas"]["MessageRemoved"] | components["schemas"]["LeafUpdated"] | components["schemas"]["PartCreated"] | components["schemas"]["PartDelta"] | components["schemas"]["PartUpdated"] | components["schemas"]["PartCompleted"] | components["schemas"]["TaskStateChanged"] | components["schemas"]["QueueUpdated"] | components["schemas"]["UsageReported"] | components["schemas"]["RequestCreated"] | components["schemas"]["RequestResolved"] | components["schemas"]["ChangesUpdated"] | components["schemas"]["CommandsUpdated"] | components["schemas"]["OptionsUpdated"] | components["schemas"]["PlanUpdated"] | components["schemas"]["TitleUpdated"] | components["schemas"]["Compaction"] | components["schemas"]["Notice"]) | components["schemas"]["Synced"] | components["schemas"]["Reset"] | components["schemas"]["Changed"] | components["schemas"]["Ping"] | components["schemas"]["SocketAnswer"];
        /**
         * TerminalChanged
         * @description It was renamed, or started again.
         */
        TerminalChanged: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "terminal";
            terminal: components["schemas"]["Terminal"];
        };
        /**
         * TerminalClipboard
         * @description A program wants this on the clipboard (OSC 52). Nothing is done before the human accepts.
         */
        TerminalClipboard: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "clipboard";
            /** Text */
            text: string;
        };
        /** TerminalExited */
        TerminalExited: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "exit";
            /** Code */
            code: number | null;
        };
        /**
         * TerminalHello
         * @description The first frame.
         */
        TerminalHello: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hello";
            terminal: components["schemas"]["Terminal"];
            /** Cols */
            cols: number;
            /** Rows */
            rows: number;
            /**
             * Credit
             * @description How many bytes may be under way without `ack`.
             */
            credit: number;
        };
        /**
         * TerminalLost
         * @description It is gone without an exit code. The socket closes.
         */
        TerminalLost: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "lost";
        };
        /** TerminalPong */
        TerminalPong: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "pong";
        };
        /**
         * TerminalRefused
         * @description A frame that was not obeyed; the socket stays.
         */
        TerminalRefused: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "error";
            /** Code */
            code: string;
            /** Message */
            message: string;
        };
        /**
         * TerminalResized
         * @description The screen has this size from here on: the smallest of all windows, or that of the one it is fitted to.
         */
        TerminalResized: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "resized";
            /** Cols */
            cols: number;
            /** Rows */
            rows: number;
            /**
             * Fitted
             * @description It is fitted to this window.
             * @default false
             */
            fitted: boolean;
        };
        /**
         * TerminalSnapshot
         * @description Start over with an empty screen of this size: the next `bytes` bytes are what was there before, then it is live.
         *
         *     Comes first, and again whenever the client had fallen too far behind.
         */
        TerminalSnapshot: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "snapshot";
            /** Cols */
            cols: number;
            /** Rows */
            rows: number;
            /** Bytes */
            bytes: number;
        };
        /**
         * TerminalTitle
         * @description What the program calls its window: no control characters, at most 200 characters.
         */
        TerminalTitle: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "title";
            /** Text */
            text: string;
        };
        TerminalServerFrame: components["schemas"]["TerminalHello"] | components["schemas"]["TerminalSnapshot"] | components["schemas"]["TerminalResized"] | components["schemas"]["TerminalChanged"] | components["schemas"]["TerminalExited"] | components["schemas"]["TerminalTitle"] | components["schemas"]["TerminalClipboard"] | components["schemas"]["TerminalLost"] | components["schemas"]["TerminalRefused"] | components["schemas"]["TerminalPong"];
        /** ClientPing */
        ClientPing: {
            /** Id */
            id: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "ping";
        };
        /**
         * Look
         * @description A human looks at this window, and in it at these chats and terminals; null: not any more. A closed socket says
         *     the same.
         */
        Look: {
            /** Id */
            id: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "look";
            /** Seeing */
            seeing: string[] | null;
        };
        /** Subscribe */
        Subscribe: {
            /** Id */
            id: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "subscribe";
            /** Topic */
            topic: string;
            /**
             * After
             * @default 0
             */
            after?: number;
        };
        /** Unsubscribe */
        Unsubscribe: {
            /** Id */
            id: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "unsubscribe";
            /** Topic */
            topic: string;
        };
        ClientFrame: components["schemas"]["Subscribe"] | components["schemas"]["Unsubscribe"] | components["schemas"]["ClientPing"] | components["schemas"]["Look"];
        /**
         * AckTerminal
         * @description So many more bytes of binary frames are on the screen.
         */
        AckTerminal: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "ack";
            /** Bytes */
            bytes: number;
        };
        /**
         * FitTerminal
         * @description Make the screen as large as this window, whatever others have room for; `on: false` ends that.
         */
        FitTerminal: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "fit";
            /**
             * On
             * @default true
             */
            on?: boolean;
        };
        /**
         * HistoryTerminal
         * @description The window is about to be scrolled back or searched: answered with a `snapshot` of what has left the screen.
         *
         *     tmux draws only what stays visible, so of output that comes fast a window lacks lines until it asks.
         */
        HistoryTerminal: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "history";
            /**
             * Scrolled
             * @description Lines that have left this window's screen since its snapshot: where the terminal says the same, nothing is missing, and no snapshot comes.
             * @default null
             */
            scrolled?: number | null;
        };
        /**
         * PingTerminal
         * @description Answered with `pong`. Without any frame for 45 s the server closes the socket.
         */
        PingTerminal: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "ping";
        };
        /**
         * ResizeTerminal
         * @description This window has room for so much.
         */
        ResizeTerminal: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            op: "resize";
            /** Cols */
            cols: number;
            /** Rows */
            rows: number;
        };
        TerminalClientFrame: components["schemas"]["ResizeTerminal"] | components["schemas"]["FitTerminal"] | components["schemas"]["AckTerminal"] | components["schemas"]["HistoryTerminal"] | components["schemas"]["PingTerminal"];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    devices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeviceList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    revoke_device: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                device_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_login_code: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoginCode"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_directories: {
        parameters: {
            query?: {
                path?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DirectoryListing"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_projects: {
        parameters: {
            query?: {
                archived?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProjectList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    add_project: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_project: {
        parameters: {
            query?: {
                force?: boolean;
                /** @description What to do with work that is nowhere else: a ref holds it as a stash or as a commit (`rescue`), or it is lost. */
                keep?: ("stash" | "rescue" | "discard") | null;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptList"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_project: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProjectChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Project"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_sessions: {
        parameters: {
            query?: {
                archived?: boolean;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    find_files: {
        parameters: {
            query?: {
                q?: string;
                limit?: number;
            };
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_guidance: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GuidanceList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_session: {
        parameters: {
            query?: {
                force?: boolean;
                /** @description Also: leave the worktree where it is. */
                keep?: ("stash" | "rescue" | "discard") | "worktree" | null;
            };
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kept"];
                };
            };
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_session_chats: {
        parameters: {
            query?: {
                archived?: boolean;
            };
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_layout: {
        parameters: {
            query?: {
                device?: "desktop" | "phone";
            };
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layout"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    put_layout: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LayoutInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Layout"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_workplace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionWorkplace"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    choose_workplace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkplaceInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionWorkplace"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_worktree: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worktree"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_risk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorktreeRisk"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    stash_work: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kept"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    new_base: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worktree"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_setup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupScript"] | null;
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    trust_setup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrustInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupScript"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    distrust_setup: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                project_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_worktrees: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Worktrees"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    measure_worktrees: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    remove_worktree: {
        parameters: {
            query?: {
                /** @description What to do with work that is nowhere else: a ref holds it as a stash or as a commit (`rescue`), or it is lost. */
                keep?: ("stash" | "rescue" | "discard") | null;
            };
            header?: never;
            path: {
                worktree_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Kept"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_chats: {
        parameters: {
            query?: {
                project_id?: string | null;
                session_id?: string | null;
                q?: string;
                archived?: boolean;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChatList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_chat: {
        parameters: {
            query?: {
                force?: boolean;
            };
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChatChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_messages: {
        parameters: {
            query?: {
                before?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessagePage"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    send_prompt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PromptInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Admitted"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    stop_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaybeTask"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    fork_chat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForkInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Chat"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_queue: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueueList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_context: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ContextReport"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_commands: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                chat_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommandList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    regenerate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegenerateInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Admitted"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageRemovedData"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    upload_attachment: {
        parameters: {
            query?: {
                chat_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                    /** @enum {string} */
                    kind?: "file" | "image" | "paste";
                };
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attachment"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    read_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_attachment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                attachment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    read_output: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                part_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    read_image: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                part_id: string;
                sha256: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_session_terminals: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminals"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TerminalInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_terminals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminals"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    rename_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TerminalChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    see_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    adopt_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TerminalAdoption"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    restart_terminal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Terminal"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_terminal_text: {
        parameters: {
            query?: {
                lines?: number;
            };
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TerminalText"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_last_command: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                terminal_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LastCommand"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_ssh_hosts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SshHosts"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_tasks: {
        parameters: {
            query?: {
                chat_id?: string | null;
                session_id?: string | null;
                state?: ("pending" | "running" | "blocked" | "completed" | "failed" | "cancelled" | "interrupted") | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TaskList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_task: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TaskInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AdmittedTask"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    cancel_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    continue_task: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientIdInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Admitted"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    mark_task_seen: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                task_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Task"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_requests: {
        parameters: {
            query?: {
                state?: ("open" | "answered" | "delivered" | "cancelled" | "withdrawn") | null;
                chat_id?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    answer_request: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                request_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswerInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_inbox: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Inbox"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rules"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    revoke_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rule_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rule"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_usage: {
        parameters: {
            query?: {
                by?: "day" | "provider" | "chat" | "task";
                days?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsageTable"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_changes: {
        parameters: {
            query?: {
                state?: ("pending" | "applied" | "rejected" | "conflict" | "rewound" | "superseded") | null;
                path?: string | null;
                task_id?: string | null;
                limit?: number;
            };
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Changes"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    apply_changes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SelectionInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    reject_changes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SelectionInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    edit_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeEditInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_change_text: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeText"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_conflict: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conflict"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    apply_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HunksInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    reject_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["HunksInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    rewind_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClientIdInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    resolve_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResolveInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Change"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_comments: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommentList"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    make_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                change_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentInput"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    delete_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_comment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                comment_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommentChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Comment"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: {
                q?: string;
                project_id?: string | null;
                session_id?: string | null;
                provider?: string | null;
                kind?: string[];
                before?: string | null;
                after?: string | null;
                limit?: number;
                cursor?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_away: {
        parameters: {
            query?: {
                since?: string | null;
                limit?: number;
                cursor?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AwayDigest"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    put_away_digest: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_notifications: {
        parameters: {
            query?: {
                unseen?: boolean;
                limit?: number;
                cursor?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Notifications"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    mark_notifications_seen: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NotificationsSeen"];
            };
        };
        responses: {
            /** @description Successful Response */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    refresh_models: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Models"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    get_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsPage"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_settings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SettingsChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsPage"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    list_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Providers"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    provider_snapshot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderSnapshots"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    refresh_providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RefreshInput"] | null;
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderSnapshots"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    providers_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersConfig"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    change_providers_config: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProvidersChange"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersConfig"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    provider_catalogue: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Catalogue"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    provider_exams: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exams"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    provider_diagnostic: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnostic"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
    begin_exam: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                provider_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exam"];
                };
            };
            /** @description What went wrong, and what to do */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErrorAnswer"];
                };
            };
        };
    };
}
