import { fakeServer } from '~/connection/chat-fake-server'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { question } from '~/connection/chat-samples'
import type { Question } from '~/wire/types'
import { RequestRow } from './RequestRow'

const option = (id: string, label: string) => ({ id, kind: 'choice' as const, label, description: '' })
const database: Question = {
  id: 'db', header: '', question: 'Which database?', options: [option('pg', 'Postgres'), option('no', 'None')], multi_select: false, allow_text: true,
}
const checks: Question = { ...database, id: 'checks', question: 'Which checks?', options: [option('l', 'Lint'), option('t', 'Types')], multi_select: true }

const answers = () => fakeServer.called('POST', /answer/).map(({ body }) => (body as { values: unknown }).values)

beforeEach(() => {
  fakeServer.reset()
  fakeServer.on('POST', /answer/, () => ({ body: {} }))
})

describe('a question card', () => {
  it('takes the focus and answers one question by its number key', async () => {
    render(<RequestRow request={question('r1', { questions: [database] })} />)
    await userEvent.keyboard('2')
    expect(answers()).toEqual([{ db: ['no'] }])
  })
  it('answers several questions with several options at once', async () => {
    render(<RequestRow request={question('r2', { questions: [database, checks] })} />)
    await userEvent.click(screen.getByRole('radio', { name: /Postgres/ }))
    await userEvent.click(screen.getByRole('checkbox', { name: /Lint/ }))
    await userEvent.click(screen.getByRole('checkbox', { name: /Types/ }))
    expect(answers()).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: /Answer/ }))
    expect(answers()).toEqual([{ db: ['pg'], checks: ['l', 't'] }])
  })
  it('sends free text with Enter, and digits in it stay digits', async () => {
    render(<RequestRow request={question('r3', { questions: [database] })} />)
    await userEvent.type(screen.getByLabelText('Something else'), 'Version 1{Enter}')
    expect(answers()).toEqual([{ db: ['Version 1'] }])
  })
  it('says when somebody else was faster', async () => {
    fakeServer.on('POST', /answer/, () => ({ status: 409, body: { error: { code: 'already_answered', message: 'x', data: {} } } }))
    render(<RequestRow request={question('r4', { questions: [database] })} />)
    await userEvent.click(screen.getByRole('radio', { name: /None/ }))
    expect(await screen.findByText(/already answered in another window/)).toBeVisible()
  })
  it('sends the same id again after a lost network', async () => {
    fakeServer.on('POST', /answer/, () => 'unreachable')
    render(<RequestRow request={question('r5', { questions: [checks] })} />)
    await userEvent.click(screen.getByRole('checkbox', { name: /Lint/ }))
    await userEvent.click(screen.getByRole('button', { name: /Answer/ }))
    expect(await screen.findByRole('alert')).toHaveTextContent('cannot be reached')
    await userEvent.click(screen.getByRole('button', { name: /Answer/ }))
    const ids = fakeServer.called('POST', /answer/).map(({ body }) => (body as { client_id: string }).client_id)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })
  it('becomes a line once it is answered', () => {
    const answer = { option_id: null, text: null, values: { db: ['pg'] } }
    render(<RequestRow request={question('r6', { questions: [database], state: 'answered', answer })} />)
    expect(screen.getByText('Postgres')).toBeVisible()
    expect(screen.queryByRole('button')).toBeNull()
  })
})
