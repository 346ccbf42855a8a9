import { fakeServer } from '~/connection/chat-fake-server'
import { QueryClientProvider } from '@tanstack/react-query'
import { act, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { decide, undoLast } from '~/connection/changes-decisions'
import { deskOf, setFilter, shownUnits } from '~/connection/changes-desk'
import { changesQuery } from '~/connection/changes-query'
import { change, comment, decided, hunk } from '~/connection/changes-samples'
import { Toasts } from '~/ui/toast'
import { queryClient } from '~/wire/queries'
import type { Change } from '~/wire/types'
import { CommentNote } from './CommentNotes'
import { FileHeader } from './FileHeader'
import { FileList } from './FileList'
import { HunkBar } from './HunkBar'
import { TaskCard } from './TaskCard'

const one = hunk('h1', 1, '-a +A')
const two = hunk('h2', 20, '-b +B')
const other = hunk('h3', 1, '+new')
let sessions = 0
let sessionId = ''

const waiting = (): Change[] => [change('1', 'src/a.py', { hunks: [one, two] }), change('2', 'src/b.py', { op: 'create', hunks: [other], stale: true })]

async function lay(changes: Change[], comments = [comment('c1', '1')]) {
  fakeServer.on('GET', /\/sessions\/[^/]+\/changes/, () => ({ body: { changes, comments, next: null } }))
  await queryClient.fetchQuery(changesQuery(sessionId))
}

const show = (ui: React.ReactNode) =>
  render(
    <QueryClientProvider client={queryClient}>
      {ui}
      <Toasts />
    </QueryClientProvider>,
  )

const unit = (id: string) => {
  const found = shownUnits(deskOf(sessionId)).find((one) => one.id === id)
  if (!found) throw new Error(`${id} is not on the desk.`)
  return found
}

const partly = { changes: [change('1', 'src/a.py', { hunks: [two] }), decided('9', 'src/a.py', 'applied', [one])], refused: [] }

beforeEach(() => {
  fakeServer.reset()
  queryClient.clear()
  sessionId = `review-${++sessions}`
  fakeServer.on('GET', /\/chats$/, () => ({ body: { chats: [] } }))
})

describe('deciding on a hunk', () => {
  it('shows what was asked at once, then what the server says; the focus goes on', async () => {
    await lay(waiting())
    let answer = () => {}
    const after = new Promise<void>((resolve) => (answer = resolve))
    fakeServer.on('POST', /\/changes\/apply/, () => ({ body: partly, after }))
    show(<HunkBar sessionId={sessionId} sheetKey="1" unitId="h1" />)
    const bar = screen.getByRole('group', { name: 'Change 1 of 2 in src/a.py' })
    await userEvent.click(within(bar).getByRole('button', { name: /^Apply/ }))
    expect(bar).toHaveTextContent('Applying…')
    expect(deskOf(sessionId).focus).toEqual({ sheet: '1', id: 'h2' })
    await act(async () => answer())
    await waitFor(() => expect(bar).toHaveTextContent('Applied'))
    expect(fakeServer.called('POST', /apply/)[0]?.body).toMatchObject({ changes: [{ id: '1', hunks: ['h1'] }] })
    expect(within(bar).getByRole('button', { name: 'Take back' })).toBeVisible()
  })

  it('says calmly that somebody was first, and looks again', async () => {
    await lay(waiting())
    fakeServer.on('POST', /\/changes\/reject/, () => ({ status: 409, body: { error: { code: 'change_decided', message: 'Decided.', data: {} } } }))
    show(null)
    await act(() => decide(sessionId, 'reject', [unit('h1')]))
    expect(screen.getByRole('status')).toHaveTextContent('It was decided elsewhere meanwhile')
    expect(screen.queryByRole('alert')).toBeNull()
    expect(deskOf(sessionId).asked).toEqual({})
    expect(queryClient.getQueryState(changesQuery(sessionId).queryKey)?.isInvalidated).toBe(true)
  })

  it('asks once, however often it is pressed', async () => {
    await lay(waiting())
    fakeServer.on('POST', /\/changes\/apply/, () => ({ body: partly }))
    await act(() => Promise.all([decide(sessionId, 'apply', [unit('h1')]), decide(sessionId, 'apply', [unit('h1')])]))
    expect(fakeServer.called('POST', /apply/)).toHaveLength(1)
  })

  it('decides only what is shown', async () => {
    await lay(waiting())
    setFilter(sessionId, { text: 'b.py' })
    fakeServer.on('POST', /\/changes\/apply/, () => ({ body: { changes: [], refused: [] } }))
    await act(() => decide(sessionId, 'apply', shownUnits(deskOf(sessionId))))
    expect(fakeServer.called('POST', /apply/)[0]?.body).toMatchObject({ changes: [{ id: '2', hunks: ['h3'] }] })
  })
})

describe('taking back', () => {
  it('takes the latest decision and shows it', async () => {
    await lay(waiting())
    fakeServer.on('POST', /\/changes\/apply/, () => ({ body: partly }))
    fakeServer.on('POST', /\/changes\/9\/rewind/, () => ({ body: { changes: [decided('9', 'src/a.py', 'rewound', [one])], refused: [] } }))
    await act(() => decide(sessionId, 'apply', [unit('h1')]))
    await act(() => undoLast(sessionId))
    expect(unit('h1').state).toBe('rewound')
    expect(deskOf(sessionId).focus).toEqual({ sheet: '1', id: 'h1' })
  })

  it('keeps what stands in the way, to be shown', async () => {
    await lay([...waiting(), decided('9', 'src/c.py', 'applied', [one])])
    fakeServer.on('POST', /rewind/, () => ({ status: 409, body: { error: { code: 'rewind_overlap', message: 'Later work.', data: { overlap: [one] } } } }))
    const { rewind } = await import('~/connection/changes-decisions')
    await act(() => rewind(sessionId, '9'))
    expect(deskOf(sessionId).refused).toMatchObject({ message: 'Later work.', overlap: [{ id: 'h1' }] })
  })
})

describe('the list of files', () => {
  it('has what cannot be applied first, then what waits, and folds what is decided', async () => {
    await lay([...waiting(), change('3', 'src/c.py', { state: 'conflict' }), decided('9', 'src/d.py', 'applied', [one])])
    show(<FileList sessionId={sessionId} />)
    expect(within(screen.getByRole('region', { name: 'Conflicts' })).getByRole('button', { name: /c\.py/ })).toBeVisible()
    expect(within(screen.getByRole('region', { name: 'Waiting' })).getAllByRole('listitem')).toHaveLength(2)
    const old = screen.getByRole('region', { name: 'Decided' })
    expect(within(old).queryByRole('listitem')).toBeNull()
    await userEvent.click(within(old).getByRole('button', { name: /^Decided/ }))
    await userEvent.click(within(old).getByRole('button', { name: /d\.py/ }))
    expect(deskOf(sessionId).looking).toBe('9')
  })
})

describe('the line above a file', () => {
  it('says what else changes, and that the file moved on', async () => {
    const moved = change('1', 'src/a.py', { new_path: 'src/z.py', op: 'move', new_mode: '100755', stale: true, hunks: [one] })
    await lay([moved])
    show(<FileHeader sessionId={sessionId} sheetKey="1" />)
    const head = screen.getByRole('group', { name: 'src/z.py' })
    for (const fact of ['moved from src/a.py', 'mode 644 → 755', 'changed on disk']) expect(head).toHaveTextContent(fact)
  })

  it('offers to solve a conflict instead of applying it', async () => {
    await lay([change('1', 'src/a.py', { state: 'conflict', hunks: [one] })])
    show(<FileHeader sessionId={sessionId} sheetKey="1" />)
    await userEvent.click(screen.getByRole('button', { name: 'Solve conflict' }))
    expect(screen.queryByRole('button', { name: 'Apply file' })).toBeNull()
    expect(deskOf(sessionId).handwork).toMatchObject({ changeId: '1', kind: 'resolve' })
  })
})

describe('the card below an answer', () => {
  it('has the files of its task and decides on all of them', async () => {
    await lay(waiting())
    fakeServer.on('POST', /\/changes\/reject/, () => ({ body: { changes: [], refused: [] } }))
    show(<TaskCard sessionId={sessionId} taskId="t1" />)
    const card = screen.getByRole('region', { name: 'Changes of this answer' })
    expect(card).toHaveTextContent('2 files waiting for review')
    await userEvent.click(within(card).getByRole('button', { name: 'Reject' }))
    expect(fakeServer.called('POST', /reject/)[0]?.body).toMatchObject({
      changes: [
        { id: '1', hunks: ['h1', 'h2'] },
        { id: '2', hunks: ['h3'] },
      ],
    })
  })

  it('is not there for a task that changed nothing', async () => {
    await lay(waiting())
    show(<TaskCard sessionId={sessionId} taskId="t2" />)
    expect(screen.queryByRole('region', { name: 'Changes of this answer' })).toBeNull()
  })
})

describe('a comment', () => {
  it('is edited while it is a draft', async () => {
    await lay(waiting())
    fakeServer.on('PATCH', /\/comments\/c1/, (call) => ({ body: comment('c1', '1', call.body as object) }))
    show(<CommentNote sessionId={sessionId} commentId="c1" />)
    await userEvent.click(screen.getByRole('button', { name: 'Edit' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'Comment' }), ' Really?')
    await userEvent.keyboard('{Control>}{Enter}{/Control}')
    await waitFor(() => expect(screen.getByRole('article', { name: 'Comment' })).toHaveTextContent('Why? Really?'))
  })

  it('keeps the text when it could not be saved', async () => {
    await lay(waiting())
    fakeServer.on('PATCH', /\/comments\/c1/, () => 'unreachable')
    show(<CommentNote sessionId={sessionId} commentId="c1" />)
    await userEvent.click(screen.getByRole('button', { name: 'Edit' }))
    await userEvent.type(screen.getByRole('textbox', { name: 'Comment' }), ' Really?')
    await userEvent.click(screen.getByRole('button', { name: /^Save/ }))
    await screen.findByRole('alert')
    expect(screen.getByRole('textbox', { name: 'Comment' })).toHaveValue('Why? Really?')
  })
})
