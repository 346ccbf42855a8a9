import { describe, expect, it } from 'vitest'
import { permission } from '~/connection/chat-samples'
import { choicesOf, headOf, optionForKey, subjectOf, verdictOf } from './permission'

describe('what a permission is about', () => {
  it('is a command verbatim, a diff, a link, or words', () => {
    expect(subjectOf('rm -rf build\n', 'shell')).toEqual({ look: 'command', text: 'rm -rf build' })
    expect(subjectOf('--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b', 'edit')).toEqual({ look: 'diff', text: '@@ -1 +1 @@\n-a\n+b' })
    expect(subjectOf('https://example.org/a', 'fetch')?.look).toBe('link')
    expect(subjectOf('- a list\n- of words')?.look).toBe('text')
    expect(subjectOf('  \n')).toBeNull()
  })
})

describe('arguments that an agent only passes on', () => {
  const look = (given: object) => subjectOf(JSON.stringify(given))
  it('are shown as the command, or as what changes', () => {
    expect(look({ command: 'npm test' })).toEqual({ look: 'command', text: 'npm test' })
    expect(look({ path: 'a.py', content: 'x = 1\ny = 2\n' })).toEqual({ look: 'diff', text: '+x = 1\n+y = 2' })
    expect(look({ path: 'a.py', old_str: 'x', new_str: 'y' })).toEqual({ look: 'diff', text: '-x\n+y' })
  })
  it('of another kind, and what only looks like it, stay verbatim', () => {
    expect(look({ query: 'tides' })?.text).toBe('{"query":"tides"}')
    expect(subjectOf('{ not: json')?.text).toBe('{ not: json')
  })
})

describe('the heading of a card', () => {
  it('does not repeat the command', () => {
    expect(headOf({ title: 'npm test', detail: 'npm test' }, 'shell')).toBe('Run a command')
    expect(headOf({ title: 'Run `npm test`', detail: 'npm test' })).toBe('Run a command')
  })
  it('says what happens to a file', () => {
    expect(headOf({ title: 'src/a.py', detail: '{}' }, 'write')).toBe('Write src/a.py')
    expect(headOf({ title: 'Change src/a.py', detail: '@@' }, 'edit')).toBe('Change src/a.py')
  })
})

describe('the keys of a permission', () => {
  const keyed = (key: string) => optionForKey(permission('r'), key)?.kind
  it('allow, always allow and reject', () => {
    expect(['a', 'Enter', 'A', 'r', 'Escape', 'x'].map(keyed)).toEqual(['allow_once', 'allow_once', 'allow_always', 'reject_once', 'reject_once', undefined])
  })
  it('leave out what is not offered', () => {
    const once = { options: permission('r').options.filter(({ kind }) => kind !== 'allow_always') }
    expect(optionForKey(once, 'A')).toBeUndefined()
  })
  it('leave further choices of the agent to be shown', () => {
    const option = { id: 'plan', kind: 'choice' as const, label: 'Plan first', description: '' }
    expect(choicesOf({ options: [...permission('r').options, option] }).others).toEqual([option])
  })
})

describe('a decided permission', () => {
  const decided = (option_id: string, over = {}) =>
    verdictOf(permission('r', { state: 'delivered', answer: { option_id, text: null, values: null }, ...over }))
  it('says what was decided and by whom', () => {
    expect(decided('allow_once').words).toBe('Allowed once')
    expect(decided('allow_always').words).toBe('Always allowed')
    expect(decided('allow_once', { rule_id: 'x' }).words).toBe('Allowed by a rule')
    expect(decided('reject_once')).toMatchObject({ isAllowed: false, words: 'Rejected' })
  })
  it('tells what was said with a no', () => {
    const answer = { option_id: 'reject_once', text: 'Use npm ci ', values: null }
    expect(verdictOf(permission('r', { state: 'answered', answer })).feedback).toBe('Use npm ci')
  })
  it('that nobody decided says so', () => {
    expect(verdictOf(permission('r', { state: 'withdrawn' })).words).toBe('Not decided')
  })
})
