import { act, fireEvent, render } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { EarlyTyping, takeEarlyTyping } from './EarlyTyping'
import { toggleTabs, useOverlay } from './palette-state'

const press = (...keys: string[]) => keys.forEach((key) => fireEvent.keyDown(document.body, { key }))
/** Whether a key reaches what has the focus. */
const arrives = (key: string) => fireEvent.keyDown(document.body, { key })

afterEach(() => useOverlay.setState({ palette: null }))

test('what is typed is kept until the field has the focus, also when the palette is drawn already', () => {
  act(toggleTabs)
  const { unmount } = render(<EarlyTyping />)
  press('r', 'x', 'Backspace', 'e')
  unmount()
  expect(arrives('s')).toBe(false)
  expect(takeEarlyTyping()).toBe('res')
  expect(arrives('t')).toBe(true)
  expect(takeEarlyTyping()).toBe('')
})

test('what is typed after the palette was closed again is kept from nobody', () => {
  act(toggleTabs)
  render(<EarlyTyping />)
  press('r', 'Escape')
  expect(useOverlay.getState().palette).toBeNull()
  expect(arrives('s')).toBe(true)
})
