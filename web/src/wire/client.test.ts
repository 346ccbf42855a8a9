import { expect, test } from 'vitest'
import { errorOf } from './client'

const answer = (status: number, body: string) => errorOf(new Response(body, { status }))

test("a refusal carries the server's code, sentence and facts", async () => {
  const body = JSON.stringify({ error: { code: 'chat_busy', message: 'It works right now.', data: { task: 1 } } })
  expect(await answer(409, body)).toMatchObject({
    status: 409,
    code: 'chat_busy',
    message: 'It works right now.',
    data: { task: 1 },
  })
})

test("a proxy's page becomes a sentence with its status", async () => {
  expect(await answer(502, '<html>')).toMatchObject({
    status: 502,
    code: 'http_error',
    message: 'The server answered 502.',
  })
})
