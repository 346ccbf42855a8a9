import { describe, expect, it } from 'vitest'
import { adviceFor, byUse, installCommandOf, providerState } from './provider-state'

const ready = {
  label: 'Goose', message: '', status: 'ready' as const, enabled: true, installed: true, needs_login: false, refreshing: false, models: [],
  external: true, checked_at: '2026-01-31T08:00:00Z',
}

describe('a provider', () => {
  it('can be used when it is ready, also while it is checked again', () => {
    expect(providerState(ready)).toMatchObject({ tone: 'ok', isUsable: true })
    expect(providerState({ ...ready, refreshing: true })).toMatchObject({ tone: 'busy', isUsable: true })
  })
  it('that nobody has talked to yet is not called ready', () => {
    expect(providerState({ ...ready, checked_at: null })).toMatchObject({ words: 'Not tried yet', isUsable: true })
    expect(providerState({ ...ready, external: false, checked_at: null }).words).toBe('Ready')
  })
  it('says first what is nearest to the person: off, then missing, then the login', () => {
    const off = { ...ready, enabled: false, installed: false, needs_login: true, status: 'unavailable' as const }
    expect(providerState(off).words).toBe('Switched off')
    expect(providerState({ ...off, enabled: true }).words).toBe('Not installed')
    expect(providerState({ ...off, enabled: true, installed: true }).words).toBe('Needs a login')
    expect(adviceFor({ ...off, enabled: true, installed: true })).toContain('log in')
  })
  it('that answers with nothing yet is not offered', () => {
    const loading = { ...ready, status: 'loading' as const }
    expect(byUse([loading, ready])).toEqual({ usable: [ready], others: [loading] })
  })
  it('that is missing says how to install it', () => {
    const missing = { ...ready, installed: false, status: 'unavailable' as const, message: 'Goose is not installed. Install it: npm i -g goose' }
    expect(installCommandOf(missing)).toBe('npm i -g goose')
    expect(adviceFor(missing)).toBe('Goose is not installed. Install it: `npm i -g goose`')
    expect(installCommandOf(ready)).toBeNull()
  })
  it('speaks for itself where it does', () => {
    expect(adviceFor({ ...ready, status: 'error', message: 'It ended with code 3.' })).toBe('It ended with code 3.')
  })
})
