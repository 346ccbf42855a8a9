import { fakeServer } from '~/connection/chat-fake-server'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactNode } from 'react'
import { beforeEach, describe, expect, it } from 'vitest'
import { permission } from '~/connection/chat-samples'
import { RequestRow } from './RequestRow'

const show = (rows: ReactNode) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <div data-chat="c">{rows}</div>
    </QueryClientProvider>,
  )
const given = () => fakeServer.called('POST', /answer/).map(({ path, body }) => [path.split('/')[3], body] as const)

beforeEach(() => {
  fakeServer.reset()
  fakeServer.on('POST', /answer/, () => ({ body: {} }))
  fakeServer.on('GET', /snapshot/, () => ({ body: { providers: [] } }))
})

describe('a permission', () => {
  it('shows the command word for word, and what always would cover', () => {
    show(<RequestRow request={permission('p1', { detail: 'npm test -- --watch=false' })} />)
    expect(screen.getByLabelText('Detail')).toHaveTextContent('npm test -- --watch=false')
    expect(screen.getByText(/Always covers/)).toHaveTextContent('Commands that begin with npm test')
  })
  it.each([
    ['a', 'allow_once'],
    ['{Shift>}A{/Shift}', 'allow_always'],
    ['r', 'reject_once'],
    ['{Enter}', 'allow_once'],
    ['{Escape}', 'reject_once'],
  ])('takes the key %s for %s', async (key, option) => {
    show(<RequestRow request={permission(`key-${option}-${key}`)} />)
    await userEvent.keyboard(key)
    await waitFor(() => expect(given()).toMatchObject([[expect.any(String), { option_id: option }]]))
  })
  it('leaves letters alone while a no is explained, and sends it with the words', async () => {
    show(<RequestRow request={permission('p2')} />)
    await userEvent.click(screen.getByRole('button', { name: /Reject with feedback/ }))
    await userEvent.type(screen.getByLabelText('What should it do instead?'), 'a rather: npm ci{Enter}')
    await waitFor(() => expect(given()).toMatchObject([['p2', { option_id: 'reject_once', text: 'a rather: npm ci' }]]))
  })
  it('answered by key hands the focus to the next that waits', async () => {
    show(
      <>
        <RequestRow request={permission('p3', { title: 'First' })} />
        <RequestRow request={permission('p4', { title: 'Second' })} />
      </>,
    )
    await userEvent.keyboard('a')
    await waitFor(() => expect(screen.getByRole('region', { name: 'Permission: Second' })).toHaveFocus())
    await userEvent.keyboard('r')
    await waitFor(() => expect(given()).toMatchObject([['p3', { option_id: 'allow_once' }], ['p4', { option_id: 'reject_once' }]]))
  })
  it('without an always offers none', async () => {
    const options = permission('p5').options.filter(({ kind }) => kind !== 'allow_always')
    show(<RequestRow request={permission('p5', { options, always: '' })} />)
    expect(screen.queryByRole('button', { name: /Always/ })).toBeNull()
    await userEvent.keyboard('{Shift>}A{/Shift}')
    expect(given()).toEqual([])
  })
  it('of an interrupted task says what answering does', () => {
    show(<RequestRow request={permission('p6', { orphaned: true })} />)
    expect(screen.getByRole('note')).toHaveTextContent('Its task was interrupted')
  })
  it('stays in its place when it is decided', () => {
    const answer = { option_id: 'reject_once', text: 'Use npm ci', values: null }
    show(<RequestRow request={permission('p7', { state: 'delivered', answer })} />)
    expect(screen.getByText(/Rejected/)).toBeVisible()
    expect(screen.getByText('You said: Use npm ci')).toBeVisible()
    expect(screen.queryByRole('button')).toBeNull()
  })
})
