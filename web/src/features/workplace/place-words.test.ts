import { describe, expect, it } from 'vitest'
import type { SessionWorkplace, Worktree } from '~/wire/types'
import { choiceWords, placeWords } from './place-words'

const worktree: Worktree = {
  id: 'w', session_id: 's', session_name: 'S', project_id: 'p', project_name: 'P', kind: 'worktree', path: '/data/w', branch: 'boocode/tides',
  base_commit: 'abc', state: 'ready', problem: null, needs_new_base: false, size_bytes: null, rescue_refs: [], created_at: '', used_at: '',
}
const place: SessionWorkplace = { choice: 'worktree', available: ['worktree', 'project'], explanation: '', worktree, setup: null }

describe('the chip of a workplace', () => {
  it('names the branch, or that there is none', () => {
    expect(placeWords(place).label).toBe('Worktree boocode/tides')
    expect(placeWords({ ...place, worktree: { ...worktree, kind: 'copy', branch: null } }).label).toBe('Private copy')
    expect(placeWords({ ...place, choice: 'project' }).label).toBe('Project directory')
  })
  it('says what will be made when it is needed', () => {
    expect(placeWords({ ...place, worktree: null }).label).toBe('New worktree')
    expect(placeWords({ ...place, available: ['copy', 'project'], worktree: null }).label).toBe('New private copy')
  })
  it('is marked where something wants attention', () => {
    expect(placeWords(place).isTroubled).toBe(false)
    expect(placeWords({ ...place, worktree: { ...worktree, needs_new_base: true } }).isTroubled).toBe(true)
    expect(placeWords({ ...place, worktree: { ...worktree, state: 'broken', problem: 'It is gone.' } }).isTroubled).toBe(true)
    const setup = { path: '.boocode/setup', content: 'npm ci', sha256: 'x', trusted: false, env_files: [], copies_env: false }
    expect(placeWords({ ...place, worktree: null, setup }).isTroubled).toBe(true)
  })
})

it('without git the choice is a copy', () => {
  expect(choiceWords(['copy', 'project'])[0]?.label).toBe('A private copy')
})
