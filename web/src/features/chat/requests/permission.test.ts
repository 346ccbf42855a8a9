import { describe, expect, it } from 'vitest'
import { permission } from '~/connection/chat-samples'
import { choicesOf, optionForKey, subjectOf, verdictOf } from './permission'

describe('what a permission is about', () => {
  it('is a command verbatim, a diff, a link, or words', () => {
    expect(subjectOf('rm -rf build\n', 'shell')).toEqual({ look: 'command', text: 'rm -rf build' })
    expect(subjectOf('--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b', 'edit')).toEqual({ look: 'diff', text: '@@ -1 +1 @@\n-a\n+b' })
    expect(subjectOf('https://example.org/a', 'fetch')?.look).toBe('link')
    expect(subjectOf('- a list\n- of words')?.look).toBe('text')
    expect(subjectOf('  \n')).toBeNull()
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
