import { fakeServer } from '~/connection/chat-fake-server'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createRef } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { reduceAll } from '~/connection/chat-reducer'
import { created, log, message, task, taskState, userMessage } from '~/connection/chat-samples'
import { chatFeed } from '~/connection/chat-store'
import { usePreferences } from '~/lib/preferences'
import type { QueueItem } from '~/wire/types'
import { Composer } from './Composer'

/** jsdom lays nothing out. */
Element.prototype.scrollIntoView = () => {}

let chatId = 'c0'
let chats = 0

function show() {
  chatId = `c${++chats}`
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  render(
    <QueryClientProvider client={client}>
      <Composer chatId={chatId} area={createRef()} />
    </QueryClientProvider>,
  )
  return screen.getByLabelText('Message')
}

const busy = (queue: QueueItem[] = []) =>
  chatFeed(chatId).store.setState(({ log: before }) => ({
    log: {
      ...reduceAll(before, log(0, created(userMessage('u', null, 'a')), created(message('a', 'u', { task_id: 't' })), taskState(task('t')))),
      queue,
    },
  }))

const queued = (id: string, text: string): QueueItem => ({
  task_id: id, message_id: `m${id}`, text, cut: false, attachments: 0, delivery: 'queue', provider: 'boocode', model: null, created_at: '',
})

const sent = () => fakeServer.called('POST', /\/messages$/).map(({ body }) => body as { text: string; client_id: string; delivery: string })

beforeEach(() => {
  fakeServer.reset()
  localStorage.clear()
  usePreferences.setState({ sendKey: 'enter' })
  fakeServer.on('POST', /\/messages$/, () => ({ status: 202, body: {} }))
  fakeServer.on('PATCH', /\/chats\//, () => ({ body: {} }))
  fakeServer.on('GET', /\/commands$/, () => ({ body: { commands: [{ name: 'review', description: 'Review', group: 'command' }] } }))
  fakeServer.on('GET', /snapshot/, () => ({ body: { providers: [] } }))
})

describe('sending', () => {
  it('Enter sends and empties the box, Shift+Enter breaks the line', async () => {
    const box = show()
    await userEvent.type(box, 'one{Shift>}{Enter}{/Shift}two{Enter}')
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'one\ntwo' }]))
    expect(sent()[0]?.client_id).toMatch(/^[0-9a-f-]{36}$/)
    expect(box).toHaveValue('')
  })
  it('the other preference turns the keys around', async () => {
    usePreferences.setState({ sendKey: 'mod-enter' })
    const box = show()
    await userEvent.type(box, 'one{Enter}')
    expect(sent()).toEqual([])
    await userEvent.type(box, 'two{Control>}{Enter}{/Control}')
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'one\ntwo' }]))
  })
  it('Enter that ends a composition sends nothing', async () => {
    const box = show()
    await userEvent.type(box, 'にほん')
    fireEvent.keyDown(box, { key: 'Enter', isComposing: true })
    fireEvent.keyDown(box, { key: 'Enter', keyCode: 229 })
    expect(sent()).toEqual([])
    expect(box).toHaveValue('にほん')
  })
  it('nothing is sent when nothing is written', async () => {
    await userEvent.type(show(), '   {Enter}')
    expect(sent()).toEqual([])
  })
  it('a refusal keeps the message and its reason until it is put back', async () => {
    fakeServer.on('POST', /\/messages$/, () => ({ status: 422, body: { error: { code: 'unknown_model', message: 'No such model.', data: {} } } }))
    const box = show()
    await userEvent.type(box, 'precious{Enter}')
    expect(await screen.findByText('No such model.')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Edit' }))
    expect(box).toHaveValue('precious')
  })
  it('a message that is too long may go as a file', async () => {
    fakeServer.on('POST', /\/messages$/, () => ({ status: 413, body: { error: { code: 'message_too_large', message: 'Too long.', data: {} } } }))
    fakeServer.on('POST', /attachments/, () => ({ status: 201, body: { id: 'f', name: 'message.txt', media_type: 'text/plain', size: 4, kind: 'paste' } }))
    await userEvent.type(show(), 'long{Enter}')
    await userEvent.click(await screen.findByRole('button', { name: 'Attach it as a file' }))
    expect(await screen.findByText('message.txt')).toBeVisible()
  })
})

describe('while an answer is made', () => {
  it('Enter queues and Ctrl+Enter steers', async () => {
    const box = show()
    busy()
    await userEvent.type(box, 'later{Enter}now{Control>}{Enter}{/Control}')
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'later', delivery: 'queue' }, { text: 'now', delivery: 'steer' }]))
  })
  it('Escape stops it', async () => {
    fakeServer.on('POST', /\/stop$/, () => ({ body: { task: null } }))
    const box = show()
    busy()
    await userEvent.type(box, '{Escape}')
    await waitFor(() => expect(fakeServer.called('POST', /\/stop$/)).toHaveLength(1))
  })
  it('waiting messages can be steered, moved by keys and removed', async () => {
    fakeServer.on('POST', /\/cancel$/, () => ({ body: {} }))
    show()
    busy([queued('1', 'first'), queued('2', 'second')])
    await userEvent.click((await screen.findAllByRole('button', { name: /Steer now/ }))[0] as HTMLElement)
    screen.getAllByRole('button', { name: /Move/ })[1]?.focus()
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
    await userEvent.click(screen.getAllByRole('button', { name: 'Remove from the queue' })[1] as HTMLElement)
    expect(fakeServer.called('PATCH', /\/queue$/).map(({ body }) => body)).toEqual([{ task_id: '1', delivery: 'steer' }, { order: ['2', '1'] }])
    expect(fakeServer.called('POST', /\/tasks\/2\/cancel$/)).toHaveLength(1)
  })
})

describe('completing', () => {
  it('a slash lists commands of the UI and of the server, and Enter does the chosen one', async () => {
    const box = show()
    await userEvent.type(box, '/')
    expect(await screen.findByRole('option', { name: /review/ })).toBeVisible()
    await userEvent.type(box, 'clear')
    await userEvent.keyboard('{Enter}')
    expect(box).toHaveValue('')
    expect(sent()).toEqual([])
  })
  it('a command of the server is sent as text', async () => {
    const box = show()
    await userEvent.type(box, '/rev')
    await screen.findByRole('option', { name: /review/ })
    await userEvent.keyboard('{Tab}the diff{Enter}')
    await waitFor(() => expect(sent()).toMatchObject([{ text: '/review the diff' }]))
  })
  it('rename takes its title from the text', async () => {
    await userEvent.type(show(), '/rename A better title{Enter}')
    await waitFor(() => expect(fakeServer.called('PATCH', /\/chats\//).map(({ body }) => body)).toContainEqual({ title: 'A better title' }))
    expect(sent()).toEqual([])
  })
})

describe('pasting', () => {
  const paste = (box: HTMLElement, text: string) => fireEvent.paste(box, { clipboardData: { files: [], getData: () => text } })

  it('a long text becomes an attachment that can go back into the message', async () => {
    fakeServer.on('POST', /attachments/, () => ({ status: 201, body: { id: 'p', name: 'pasted 40 lines.txt', media_type: 'text/plain', size: 80, kind: 'paste' } }))
    const box = show()
    paste(box, 'x\n'.repeat(40))
    await userEvent.click(await screen.findByRole('button', { name: 'Insert as text' }))
    expect((box as HTMLTextAreaElement).value.split('\n')).toHaveLength(41)
  })
  it('sending while something is uploaded waits for it, and can be called off', async () => {
    let letThrough = () => {}
    fakeServer.on('POST', /attachments/, () => ({
      status: 201, body: { id: 'p', name: 'pasted 40 lines.txt', media_type: 'text/plain', size: 80, kind: 'paste' }, after: new Promise<void>((done) => (letThrough = done)),
    }))
    const box = show()
    paste(box, 'x\n'.repeat(40))
    await userEvent.type(box, 'see this{Enter}')
    expect(await screen.findByText('Sends when pasted 40 lines.txt is uploaded')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: 'Do not send' }))
    expect(screen.queryByText(/^Sends when/)).toBeNull()
    await userEvent.type(box, '{Enter}')
    letThrough()
    await waitFor(() => expect(sent()).toMatchObject([{ text: 'see this', attachments: [{ attachment_id: 'p' }] }]))
    expect(box).toHaveValue('')
  })
  it('what is written on while it waits is not sent unasked', async () => {
    let letThrough = () => {}
    fakeServer.on('POST', /attachments/, () => ({ status: 201, body: { id: 'p', name: 'p.txt' }, after: new Promise<void>((done) => (letThrough = done)) }))
    const box = show()
    paste(box, 'x\n'.repeat(40))
    await userEvent.type(box, 'half{Enter} a thought')
    letThrough()
    expect(await screen.findByText('p.txt')).toBeVisible()
    expect(sent()).toEqual([])
  })
  it('too much text is not sent but may go as a file', async () => {
    fakeServer.on('POST', /attachments/, () => ({ status: 201, body: { id: 'f', name: 'message.txt', media_type: 'text/plain', size: 4, kind: 'paste' } }))
    const box = show()
    fireEvent.change(box, { target: { value: 'x'.repeat(100_001) } })
    fireEvent.keyDown(box, { key: 'Enter' })
    await userEvent.click(await screen.findByRole('button', { name: 'Attach it as a file' }))
    expect(await screen.findByText('message.txt')).toBeVisible()
    expect(box).toHaveValue('')
    expect(sent()).toEqual([])
  })
  it('a failed upload says why and holds the message back', async () => {
    fakeServer.on('POST', /attachments/, () => ({ status: 413, body: { error: { code: 'too_large', message: 'Over 32 MB.', data: {} } } }))
    const box = show()
    paste(box, 'x\n'.repeat(40))
    expect(await screen.findByText('Over 32 MB.')).toBeVisible()
    await userEvent.type(box, 'hi{Enter}')
    expect(screen.getByText('Remove the attachment that failed first.')).toBeVisible()
    expect(box).toHaveValue('hi')
    expect(sent()).toEqual([])
  })
})
