import { fakeServer } from '~/connection/chat-fake-server'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { reduceAll } from '~/connection/chat-reducer'
import { created, log, message, noticePart, task, taskState, textPart, userMessage } from '~/connection/chat-samples'
import { chatFeed } from '~/connection/chat-store'
import { registerCommands } from '~/lib/commands'
import type { Message, Task } from '~/wire/types'
import { chatCommands } from '../commands'
import { FootRow } from './FootRow'
import { NoticeRow } from './NoticeRow'
import { PromptRow } from './PromptRow'

const prompt = userMessage('u', null, 'What is it?')
const answer = message('a', 'u', { task_id: 't', parts: [textPart('p', 'a', 0, 'It is.', 'done')] })

function show(row: ReactNode, messages: Message[], end: Task) {
  const { store } = chatFeed('c')
  store.setState(store.getInitialState())
  store.setState(({ log: empty }) => ({ log: reduceAll(empty, log(0, ...messages.map((one) => created(one)), taskState(end))) }))
  render(<QueryClientProvider client={new QueryClient()}>{row}</QueryClientProvider>)
}

beforeAll(() => registerCommands(...chatCommands))

beforeEach(() => {
  fakeServer.reset()
  fakeServer.on('POST', /./, () => ({ status: 202, body: {} }))
  fakeServer.on('GET', /snapshot/, () => ({ body: { providers: [] } }))
})

describe('under an answer', () => {
  it('a failure is told in its own words, with another try', async () => {
    show(<FootRow message={answer} />, [prompt, answer], task('t', { state: 'failed', error: 'CUDA out of memory' }))
    expect(screen.getByText('CUDA out of memory')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(fakeServer.called('POST', /messages\/a\/regenerate$/)).toHaveLength(1))
  })
  it('a failure that a notice already told is not told twice', () => {
    const told = { ...answer, parts: [noticePart('n', 'a', 0, { kind: 'error', text: 'It broke' })] }
    show(<FootRow message={told} />, [prompt, told], task('t', { state: 'failed', error: 'It broke' }))
    expect(screen.queryByText('It broke')).toBeNull()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible()
  })
  it('an interruption can be continued', async () => {
    show(<FootRow message={answer} />, [prompt, answer], task('t', { state: 'interrupted' }))
    await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
    await waitFor(() => expect(fakeServer.called('POST', /tasks\/t\/continue$/)).toHaveLength(1))
  })
  it('it says what the answer cost', () => {
    const usage = { prompt_tokens: 900, completion_tokens: 1204, reasoning_tokens: 0, cached_tokens: 0, context_tokens: 2104, context_size: 4096, tokens_per_second: 42.31, estimated: false, cost: null }
    show(<FootRow message={answer} />, [prompt, answer], task('t', { state: 'completed', usage, ended_at: '2026-11-21T10:00:12.000Z' }))
    expect(screen.getByText('m · 1.2k tokens · 42 tok/s · 12 s')).toBeVisible()
  })
  it('what runs says what it does', () => {
    show(<FootRow message={{ ...answer, parts: [] }} />, [prompt, answer], task('t'))
    expect(screen.getByText('Waiting for m')).toBeVisible()
  })
})

it('a cap offers to continue once the task has ended', async () => {
  const capped = { ...answer, parts: [noticePart('n', 'a', 0, { kind: 'cap_hit', text: 'Stopped after 50 rounds.' })] }
  const [notice] = capped.parts
  if (notice) show(<NoticeRow part={notice} message={capped} />, [prompt, capped], task('t', { state: 'completed', reason: 'cap_hit' }))
  await userEvent.click(screen.getByRole('button', { name: 'Continue' }))
  await waitFor(() => expect(fakeServer.called('POST', /continue$/)).toHaveLength(1))
})

describe('a prompt', () => {
  it('that is the first one is sent again as another root', async () => {
    show(<PromptRow message={prompt} />, [prompt, answer], task('t', { state: 'completed' }))
    await userEvent.click(screen.getByRole('button', { name: 'Edit and send again' }))
    const box = await screen.findByLabelText('Edit the message')
    await userEvent.clear(box)
    await userEvent.type(box, 'What was it?{Enter}')
    await waitFor(() =>
      expect(fakeServer.called('POST', /\/messages$/)[0]?.body).toMatchObject({ text: 'What was it?', parent_id: null, as_root: true }),
    )
    await waitFor(() => expect(screen.queryByLabelText('Edit the message')).toBeNull())
  })
  it('that is refused keeps the edit and says why', async () => {
    fakeServer.on('POST', /\/messages$/, () => ({ status: 409, body: { error: { code: 'chat_busy', message: 'Stop the task first.', data: {} } } }))
    const later = { ...userMessage('u2', 'a', 'More?') }
    show(<PromptRow message={later} />, [prompt, answer, later], task('t', { state: 'completed' }))
    await userEvent.click(screen.getByRole('button', { name: 'Edit and send again' }))
    await userEvent.type(await screen.findByLabelText('Edit the message'), '!{Enter}')
    expect(await screen.findByText('Stop the task first.')).toBeVisible()
    expect(screen.getByLabelText('Edit the message')).toHaveValue('More?!')
  })
  it('shows its other versions', async () => {
    fakeServer.on('PATCH', /chats/, () => ({ body: {} }))
    const second = { ...prompt, sibling_ids: ['u0', 'u'] }
    show(<PromptRow message={second} />, [second], task('t', { state: 'completed' }))
    expect(screen.getByText('2/2')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Earlier version' }))
    await waitFor(() => expect(fakeServer.called('PATCH', /chats\/c$/)[0]?.body).toEqual({ leaf_id: 'u0' }))
  })
  it('that only continues is no bubble', () => {
    const next = userMessage('u3', 'a', 'Continue.', { parts: [noticePart('n', 'u3', 0, { kind: 'continued' }), textPart('x', 'u3', 1, 'Continue.', 'done')] })
    show(<PromptRow message={next} />, [prompt, answer, next], task('t'))
    expect(screen.getByText('Continued')).toBeVisible()
    expect(screen.queryByText('Continue.')).toBeNull()
  })
})
