import { fakeServer } from '~/connection/chat-fake-server'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { SessionWorkplace, Worktree } from '~/wire/types'
import WorkplacePanel from './WorkplacePanel'

const worktree: Worktree = {
  id: 'w', session_id: 's', session_name: 'S', project_id: 'p', project_name: 'P', kind: 'worktree', path: '/data/w', branch: 'boocode/tides',
  base_commit: '0123456789abcdef', state: 'ready', problem: null, needs_new_base: false, size_bytes: 2048, rescue_refs: [],
  created_at: '2026-11-21T10:00:00.000Z', used_at: '2026-11-21T10:00:00.000Z',
}
const place: SessionWorkplace = { choice: 'worktree', available: ['worktree', 'project'], explanation: 'In `boocode/tides`.', worktree, setup: null }
const show = (workplace: SessionWorkplace) => render(<WorkplacePanel sessionId="s" workplace={workplace} onReadSetup={() => {}} />)

beforeEach(() => fakeServer.reset())

describe('where agents work', () => {
  it('is told with path, branch, beginning and size', () => {
    show(place)
    for (const fact of ['/data/w', '0123456789', '2 KB']) expect(screen.getByText(fact)).toBeVisible()
    expect(screen.getByRole('radio', { name: /A worktree of its own/ })).toBeChecked()
  })
  it('is refused with the reason, and work can be set aside first', async () => {
    const data = { changed_files: ['a'], untracked_ignored: 0, commits: 0, at_risk: true }
    fakeServer.on('PUT', /workplace/, () => ({ status: 409, body: { error: { code: 'worktree_at_risk', message: 'It holds work.', data } } }))
    show(place)
    await userEvent.click(screen.getByRole('radio', { name: /The project’s directory/ }))
    expect(await screen.findByRole('alert')).toHaveTextContent('It holds work.')
    expect(screen.getByRole('radio', { name: /A worktree of its own/ })).toBeChecked()
    fakeServer.on('POST', /stash/, () => ({ body: { ref: 'refs/stash', restore: 'git stash pop' } }))
    fakeServer.on('PUT', /workplace/, () => ({ body: { ...place, choice: 'project' } }))
    await userEvent.click(screen.getByRole('button', { name: /Set the work aside and switch/ }))
    expect(fakeServer.called('POST', /sessions\/s\/stash/)).toHaveLength(1)
    expect(fakeServer.called('PUT', /workplace/).map(({ body }) => body)).toEqual([{ choice: 'project' }, { choice: 'project' }])
  })
  it('that lost its beginning offers a new one', async () => {
    fakeServer.on('POST', /new-base/, () => ({ body: worktree }))
    show({ ...place, worktree: { ...worktree, needs_new_base: true } })
    await userEvent.click(screen.getByRole('button', { name: 'Begin from the project as it is now' }))
    expect(fakeServer.called('POST', /sessions\/s\/new-base/)).toHaveLength(1)
  })
})
