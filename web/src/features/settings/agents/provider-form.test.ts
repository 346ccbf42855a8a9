import { describe, expect, it } from 'vitest'
import { changedConfig, envOf, envText, idOf, lineOf, wordsOf } from './provider-form'

describe('a command line', () => {
  it('is words, with quotes and backslashes as a shell reads them', () => {
    expect(wordsOf(`npx -y "@scope/agent name" --flag='a b' c\\ d ''`)).toEqual(['npx', '-y', '@scope/agent name', '--flag=a b', 'c d', ''])
    expect(wordsOf('  ')).toEqual([])
  })
  it('with an open quote is none', () => {
    expect(wordsOf('goose "acp')).toBeNull()
  })
  it('reads back as the same words', () => {
    const words = ['/opt/my agent/bin', 'acp', "it's", '', '--x=$HOME']
    expect(wordsOf(lineOf(words))).toEqual(words)
  })
})

describe('an environment', () => {
  it('is its lines, comments left out', () => {
    expect(envOf('# mine\nexport A=1\n B=x=y \n\n')).toEqual({ env: { A: '1', B: 'x=y ' } })
    expect(envText({ A: '1', B: 'x' })).toBe('A=1\nB=x')
  })
  it('names the line that is no setting', () => {
    expect(envOf('A=1\nrm -rf')).toEqual({ problem: '“rm -rf” is not of the form NAME=value.' })
  })
})

it('a change leaves the rest as it was set', () => {
  expect(changedConfig({ ...changedConfig(undefined, { model: 'm' }) }, { enabled: false })).toMatchObject({ model: 'm', enabled: false, env: null })
})

it('an id comes out of a name', () => {
  expect(idOf('  Übergröße Agent 2! ')).toBe('ubergro-e-agent-2')
})
