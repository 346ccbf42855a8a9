import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { InlineName } from './inline-name'

function renaming() {
  const onRename = vi.fn()
  const onDone = vi.fn()
  render(<InlineName name="Old" label="Session name" onRename={onRename} onDone={onDone} />)
  return { onRename, onDone, input: screen.getByLabelText('Session name') }
}

test('Enter keeps the new name', async () => {
  const { onRename, onDone, input } = renaming()
  await userEvent.clear(input)
  await userEvent.type(input, ' New {Enter}')
  expect(onRename).toHaveBeenCalledWith('New')
  expect(onDone).toHaveBeenCalled()
})

test('Escape keeps the old name', async () => {
  const { onRename, onDone, input } = renaming()
  await userEvent.type(input, 'x{Escape}')
  expect(onRename).not.toHaveBeenCalled()
  expect(onDone).toHaveBeenCalled()
})

test('an empty name is no name', async () => {
  const { onRename, input } = renaming()
  await userEvent.clear(input)
  await userEvent.type(input, '  {Enter}')
  expect(onRename).not.toHaveBeenCalled()
})
