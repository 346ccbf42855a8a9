/** Keeps the arrangement of a session on the server, one for desktops and one for phones. */
import { isPhone, onPhoneChange } from '~/lib/media'
import { answerOf, api, ApiError } from '~/wire/client'
import { layoutQuery, queryClient } from '~/wire/queries'
import type { DeviceClass, Layout } from '~/wire/types'
import { onOpened } from '~/connection/socket'
import { parseTree } from './parsing'
import { emptyTree, panesOf, rebased, type LayoutTree } from './tree'
import { dirtySessions, forgetWorkspaces, onDirty, setWorkspace, workspaceOf } from './workspaces'

const SAVE_AFTER_MS = 400

export const deviceClass = (): DeviceClass => (isPhone() ? 'phone' : 'desktop')

/** Takes the server's copy where it is newer than ours and we have nothing unsaved. */
export function takeLayout(sessionId: string, saved: Layout): void {
  const mine = workspaceOf(sessionId)
  if (mine.origin !== null && (mine.isDirty || saved.version <= mine.version)) return
  apply(sessionId, saved.layout, saved.version)
}

function apply(sessionId: string, layout: unknown, version: number): void {
  const mine = workspaceOf(sessionId)
  const theirs = parseTree(layout)
  const tree = theirs && mine.origin !== null ? rebased(mine.base, mine.tree, theirs) : (theirs ?? emptyTree)
  const isDirty = theirs !== null && idsOf(tree) !== idsOf(theirs)
  setWorkspace(sessionId, { tree, version, isDirty, base: theirs ?? emptyTree, origin: theirs ? 'saved' : 'fresh' })
}

const idsOf = (tree: LayoutTree): string => panesOf(tree).map(({ id }) => id).toSorted().join(' ')

const timers = new Map<string, ReturnType<typeof setTimeout>>()
const saving = new Set<string>()

/** Saves changes a moment after the last one. Returns what ends it. */
export function saveLayouts(): () => void {
  const saveNow = () => timers.forEach((_, sessionId) => void save(sessionId))
  window.addEventListener('pagehide', saveNow)
  const ends = [
    onDirty(saveSoon),
    // What could not be saved while the server was gone.
    onOpened(() => dirtySessions().forEach(saveSoon)),
    onPhoneChange(forgetWorkspaces),
    () => window.removeEventListener('pagehide', saveNow),
  ]
  return () => ends.forEach((end) => end())
}

function saveSoon(sessionId: string): void {
  clearTimeout(timers.get(sessionId))
  timers.set(
    sessionId,
    setTimeout(() => void save(sessionId), SAVE_AFTER_MS),
  )
}

async function save(sessionId: string): Promise<void> {
  clearTimeout(timers.get(sessionId))
  timers.delete(sessionId)
  const { tree, version, isDirty, origin } = workspaceOf(sessionId)
  if (!isDirty || origin === null || saving.has(sessionId)) return
  const device = deviceClass()
  saving.add(sessionId)
  try {
    const saved = await answerOf(
      api.PUT('/api/sessions/{session_id}/layout', {
        params: { path: { session_id: sessionId } },
        body: { device, layout: { ...tree }, base_version: version },
        keepalive: true,
      }),
    )
    queryClient.setQueryData(layoutQuery(sessionId, device).queryKey, saved)
    // Changed again meanwhile: stays dirty and is saved by the next turn, on top of this version.
    setWorkspace(sessionId, { version: saved.version, base: tree, isDirty: workspaceOf(sessionId).tree !== tree })
  } catch (error) {
    onRefused(sessionId, error)
  } finally {
    saving.delete(sessionId)
  }
}

/** Another window was faster: its arrangement is taken, with what was opened and closed here. Anything else is tried again. */
function onRefused(sessionId: string, error: unknown): void {
  if (error instanceof ApiError && error.code === 'layout_moved_on') {
    apply(sessionId, error.data.layout, Number(error.data.version))
  } else if (error instanceof ApiError && error.status === 404) {
    setWorkspace(sessionId, { isDirty: false })
  }
}
