/** One Shiki core, grammars loaded when first needed, growing blocks tokenised line by line. */
import { createHighlighterCore, type GrammarState, type HighlighterCore, type ThemedToken } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { grammars, type Grammar } from '~/lib/grammars'
import { dark, light } from '~/lib/code-themes'

export type Lines = readonly (readonly ThemedToken[])[]

let core: Promise<HighlighterCore> | undefined
const loads = new Map<Grammar, Promise<void>>()

function ready(): Promise<HighlighterCore> {
  core ??= createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [light, dark],
    langs: [],
  })
  return core
}

async function load(host: HighlighterCore, grammar: Grammar): Promise<void> {
  const pending = loads.get(grammar) ?? grammars[grammar]().then((module) => host.loadLanguage(module.default))
  loads.set(grammar, pending)
  await pending
}

export async function highlight(code: string, grammar: Grammar): Promise<Lines> {
  const host = await ready()
  await load(host, grammar)
  return extend(host, code, grammar)
}

/** Whole lines tokenised so far, and the grammar's state after them. */
type Prefix = { text: string; lines: Lines; state: GrammarState | undefined }
const prefixes = new Map<Grammar, Prefix[]>()

function extend(host: HighlighterCore, code: string, grammar: Grammar): Lines {
  const list = prefixes.get(grammar) ?? []
  const at = list.findIndex((prefix) => code.startsWith(prefix.text))
  const base = (at >= 0 ? list.splice(at, 1)[0] : undefined) ?? { text: '', lines: [], state: undefined }
  const end = code.lastIndexOf('\n') + 1
  const prefix = end > base.text.length ? grown(host, base, code.slice(0, end), grammar) : base
  prefixes.set(grammar, [prefix, ...list].slice(0, 4))
  return [...prefix.lines, ...tokens(host, code.slice(prefix.text.length), grammar, prefix.state).tokens]
}

function grown(host: HighlighterCore, base: Prefix, text: string, grammar: Grammar): Prefix {
  const added = tokens(host, text.slice(base.text.length), grammar, base.state)
  return { text, lines: [...base.lines, ...added.tokens.slice(0, -1)], state: added.grammarState }
}

function tokens(host: HighlighterCore, text: string, lang: Grammar, state: GrammarState | undefined) {
  return host.codeToTokens(text, {
    lang,
    themes: { l: 'boo-light', d: 'boo-dark' },
    defaultColor: false,
    cssVariablePrefix: '--t',
    ...(state ? { grammarState: state } : {}),
  })
}
