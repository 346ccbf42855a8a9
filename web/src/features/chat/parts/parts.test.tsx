import { fakeServer } from '~/connection/chat-fake-server'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { callPart, resultPart } from '~/connection/chat-samples'
import { Markdown } from '../Markdown'
import { byFile, splitByMatch } from './search-hits'
import { ToolBatch } from './ToolBatch'
import { ToolLine } from './ToolLine'

beforeEach(() => fakeServer.reset())

describe('a tool call', () => {
  it('is one line that opens to what was read, with its line numbers', async () => {
    const detail = { type: 'read' as const, path: 'src/app.py', start_line: 10, end_line: 11, total_lines: 40, language: null, content: 'import os\nimport sys' }
    render(<ToolLine call={callPart('c1', 'a', 0, { state: 'completed' })} result={resultPart('r1', 'a', 1, 'c1', { detail })} />)
    expect(screen.queryByText('import os')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: /src\/app\.py/ }))
    expect(screen.getByText('lines 10–11 of 40')).toBeVisible()
    expect(screen.getByLabelText('Output')).toHaveTextContent(/10\s*import.*11\s*import/)
  })
  it('that failed says so and shows why', async () => {
    render(<ToolLine call={callPart('c2', 'a', 0, { state: 'failed' })} result={resultPart('r2', 'a', 1, 'c2', { is_error: true, text: 'No such file.' })} />)
    expect(screen.getByText('failed')).toBeVisible()
    await userEvent.click(screen.getByRole('button'))
    expect(screen.getByText('No such file.')).toBeVisible()
  })
  it('that was cut shows its whole output on demand', async () => {
    fakeServer.on('GET', /parts\/r3\/output/, () => ({ body: 'everything' }))
    render(
      <QueryClientProvider client={new QueryClient()}>
        <ToolLine call={callPart('c3', 'a', 0, { state: 'completed' })} result={resultPart('r3', 'a', 1, 'c3', { text: 'some', truncated: true, output_blob: 'x' })} />
      </QueryClientProvider>,
    )
    await userEvent.click(screen.getByRole('button'))
    await userEvent.click(screen.getByRole('button', { name: 'Show whole output' }))
    expect(await screen.findByText(/everything/)).toBeVisible()
  })
  it('that runs says its last line, and opens to what it printed so far', async () => {
    const call = callPart('c6', 'a', 0, { kind: 'shell', tool: 'developer__shell', title: 'npm test', arguments: { command: 'npm test' } })
    render(<ToolLine call={call} result={resultPart('r6', 'a', 1, 'c6', { state: 'open', text: '\u001B[32mone\u001B[0m\ntwo\n' })} />)
    expect(screen.getByText('two')).toBeVisible()
    await userEvent.click(screen.getByRole('button', { name: /Run npm test/ }))
    expect(screen.getByText('$ npm test')).toBeVisible()
    expect(screen.getByLabelText('Output')).toHaveTextContent('one two')
  })
  it('of a summarised batch is folded under its summary when it is seen afterwards', async () => {
    const calls = ['c4', 'c5'].map((id) => ({ call: callPart(id, 'a', 0, { state: 'completed' as const }), result: null }))
    render(<ToolBatch batch={{ kind: 'calls', key: 'c4', calls, summary: 'Read the app' }} />)
    expect(screen.queryAllByText('Read')).toHaveLength(0)
    await userEvent.click(screen.getByRole('button', { name: /Read the app/ }))
    expect(screen.getAllByText('Read')).toHaveLength(2)
  })
})

describe('search results', () => {
  it('stand together by file', () => {
    const hit = (path: string, line: number) => ({ path, line, text: 'x' })
    expect(byFile([hit('a', 1), hit('b', 2), hit('a', 3)]).map(({ path, hits }) => [path, hits.length])).toEqual([['a', 2], ['b', 1]])
  })
  it('mark what matched, as a pattern or literally', () => {
    expect(splitByMatch('def run(x)', String.raw`run\(`)).toEqual([
      { text: 'def ', isMatch: false }, { text: 'run(', isMatch: true }, { text: 'x)', isMatch: false },
    ])
    expect(splitByMatch('run(x', 'run(')[0]).toEqual({ text: 'run(', isMatch: true })
    expect(splitByMatch('abc', 'x*')).toEqual([{ text: 'abc', isMatch: false }])
  })
})

describe('Markdown', () => {
  it('renders no HTML, no remote picture and no script address', () => {
    const hostile = '<img src=x onerror=alert(1)><script>alert(1)</script>\n\n![leak](https://evil.example/?q=1)\n\n[go](javascript:alert(1)) <iframe src="//evil.example"></iframe>'
    const { container } = render(<Markdown text={hostile} growing={false} />)
    expect(container.querySelectorAll('script, iframe, img, [onerror]')).toHaveLength(0)
    expect(container.innerHTML).not.toMatch(/href="javascript/)
    expect(screen.getByText(/not loaded: https:\/\/evil/)).toBeVisible()
  })
  it('opens links elsewhere without telling where from', () => {
    render(<Markdown text="[docs](https://example.org/)" growing={false} />)
    expect(screen.getByRole('link')).toHaveAttribute('rel', 'noopener noreferrer nofollow')
  })
  it('shows code with its language and a copy button', () => {
    render(<Markdown text={'```python\nprint(1)\n```'} growing={false} />)
    expect(screen.getByText('python')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Copy code' })).toBeVisible()
  })
})
