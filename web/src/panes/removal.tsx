/** Archiving and deleting, guarded: the person is told what it means before it happens. */
import { getTerminal } from '~/connection/terminal-api'
import { busyWith } from '~/connection/terminal-busy'
import { choose, confirm, type Way } from '~/ui/confirm'
import { toastError, toasts } from '~/ui/toast'
import { ApiError } from '~/wire/client'
import { changeChat, changeProject, changeSession, deleteChat, deleteProject, deleteSession } from '~/wire/mutations'
import type { Kept, Project, Session, WorktreeRisk } from '~/wire/types'
import { currentAddress, go } from './address'
import { notRemoved, removingHere } from './removed-here'
import { KEEP_WAYS, RiskBody, SESSION_WAYS, tellKept } from './risk'

export async function removeProject(project: Project): Promise<void> {
  const agreed = await confirm({
    title: `Remove ${project.name} from BooCode?`,
    body: (
      <>
        <p>
          {everyOf(project.session_count, 'session')} and every chat in it are deleted for good.
          {!project.archived_at && ' Archive the project instead to keep them.'}
        </p>
        <p className="mt-2">
          Your files stay as they are: <span className="font-mono text-xs break-all">{project.path}</span>
        </p>
      </>
    ),
    action: 'Remove project',
  })
  if (agreed && (await forced((force, keep) => deleteProject(project.id, force, keep), 'project_has_work', project.name, KEEP_WAYS))) {
    if (currentAddress().projectId === project.id) go({})
  }
}

export async function removeSession(session: Session): Promise<void> {
  const agreed = await confirm({
    title: `Delete ${session.name}?`,
    body: `${everyOf(session.chat_count, 'chat')} and everything said in it are deleted for good.${session.archived_at ? '' : ' Archive the session instead to keep them.'} Your files are not touched.`,
    action: 'Delete session',
  })
  if (agreed && (await forced((force, keep) => deleteSession(session.id, force, keep), 'session_has_work', session.name, SESSION_WAYS))) {
    if (currentAddress().sessionId === session.id) go({ projectId: session.project_id })
  }
}

/** Deletes a chat; the panes that show it close by themselves. */
export async function removeChat(id: string, title: string): Promise<void> {
  const agreed = await confirm({
    title: `Delete ${title}?`,
    body: 'Everything said in this chat is deleted for good. Archive it instead to keep it. Your files are not touched.',
    action: 'Delete chat',
  })
  if (!agreed) return
  removingHere(id)
  if (!(await forced((force) => deleteChat(id, force), 'chat_busy', title, []))) notRemoved(id)
}

type Removal<K extends string> = (force: boolean, keep?: K) => Promise<Kept[] | void>

/** Does it; when something still works there, or work would be lost, asks what is to become of that first. */
async function forced<K extends string>(remove: Removal<K>, busyCode: string, name: string, ways: readonly Way<K>[]): Promise<boolean> {
  let force = false
  let keep: K | undefined
  for (;;) {
    try {
      tellKept((await remove(force, keep)) ?? [])
      return true
    } catch (error) {
      const code = error instanceof ApiError ? error.code : ''
      if ((code === busyCode || code === 'terminals_running') && !force) {
        if (!(await mayStop(name, (error as ApiError).data))) return false
        force = true
      } else if (code === 'worktree_at_risk' && !keep) {
        keep = (await waysToKeep(name, (error as ApiError).data, ways)) ?? undefined
        if (!keep) return false
      } else {
        toastError(`${name} was not deleted`, error)
        return false
      }
    }
  }
}

/** What still runs is named, as far as it is known. */
async function mayStop(name: string, data: unknown): Promise<boolean> {
  const terminals = await runningOf((data as { terminals?: { id: string; name: string }[] }).terminals ?? [])
  const isOnlyTerminals = terminals.length > 0
  return confirm({
    title: isOnlyTerminals ? `Terminals are running in ${name}` : `${name} is working right now`,
    body: isOnlyTerminals ? (
      <>
        <p>Deleting it ends them, with what is on their screens:</p>
        <ul className="mt-1.5">
          {terminals.map(({ id, name: terminal, doing }) => (
            <li key={id}>
              <span className="font-[530] text-fg-1">{terminal}</span>
              {doing && <span className="font-mono text-xs"> {doing}</span>}
            </li>
          ))}
        </ul>
      </>
    ) : (
      'Deleting it stops what is running or queued, also in terminals. What was answered so far is deleted too.'
    ),
    action: isOnlyTerminals ? 'End and delete' : 'Stop and delete',
  })
}

/** With what runs in them now. */
const runningOf = (terminals: readonly { id: string; name: string }[]) =>
  Promise.all(terminals.map(async (terminal) => ({ ...terminal, doing: await getTerminal(terminal.id).then(busyWith, () => null) })))

const waysToKeep = <K extends string>(name: string, risk: Partial<WorktreeRisk>, ways: readonly Way<K>[]) =>
  choose({
    title: `The worktree of ${name} holds work`,
    body: <RiskBody risk={risk} intro="You have not taken this into the project yet:" />,
    ways,
  })

const everyOf = (count: number, noun: string) => (count > 1 ? `Each of its ${count} ${noun}s` : `Its ${noun}`)

/** Archives and offers to take it back. */
export async function archiveProject(project: Project): Promise<void> {
  await archived(project.name, (isArchived) => changeProject(project.id, { archived: isArchived }))
  if (currentAddress().projectId === project.id) go({})
}

export async function archiveSession(session: Session): Promise<void> {
  await archived(session.name, (isArchived) => changeSession(session.id, { archived: isArchived }))
  if (currentAddress().sessionId === session.id) go({ projectId: session.project_id })
}

export async function archiveChat(id: string, title: string): Promise<void> {
  await archived(title, (isArchived) => {
    if (isArchived) removingHere(id)
    else notRemoved(id)
    return changeChat(id, { archived: isArchived })
  })
}

async function archived(name: string, setArchived: (isArchived: boolean) => Promise<void>): Promise<void> {
  try {
    await setArchived(true)
  } catch (error) {
    toastError(`${name} was not archived`, error)
    return
  }
  const takeBack = () =>
    void setArchived(false).catch((error: unknown) => toastError(`${name} was not brought back`, error))
  toasts.add({ title: `${name} is archived`, type: 'success', actionProps: { children: 'Undo', onClick: takeBack } })
}
