import { render } from '@testing-library/react'
import { expect, it } from 'vitest'
import { Words } from './words'

it('shows what stands in backticks as code, and a lone backtick as itself', () => {
  const { container } = render(<Words text="Run `boo demo`, or find the matching ` first." />)
  expect([...container.querySelectorAll('code')].map((code) => code.textContent)).toEqual(['boo demo'])
  expect(container).toHaveTextContent('Run boo demo, or find the matching ` first.')
})
