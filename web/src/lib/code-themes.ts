/** Our colours for code, one theme per mode. Every ink has at least 4.5:1 on the code surface and on the tints of a diff. */
import type { ThemeRegistration } from 'shiki/core'

type Inks = {
  text: string
  comment: string
  keyword: string
  string: string
  number: string
  call: string
  type: string
  name: string
  added: string
  removed: string
}

const theme = (name: string, type: 'light' | 'dark', ink: Inks): ThemeRegistration => ({
  name,
  type,
  fg: ink.text,
  bg: type === 'dark' ? '#000000' : '#ffffff',
  settings: [
    { settings: { foreground: ink.text } },
    { scope: ['keyword', 'storage', 'keyword.operator.word', 'keyword.operator.new', 'variable.language'], settings: { foreground: ink.keyword } },
    { scope: ['keyword.operator', 'punctuation', 'meta.brace'], settings: { foreground: ink.text } },
    { scope: ['punctuation.definition.string'], settings: { foreground: ink.string } },
    { scope: ['string.quoted.docstring punctuation.definition.string'], settings: { foreground: ink.comment } },
    { scope: ['string', 'string.regexp', 'constant.other.symbol', 'markup.inline.raw'], settings: { foreground: ink.string } },
    { scope: ['constant', 'constant.numeric', 'constant.language', 'constant.character.escape'], settings: { foreground: ink.number } },
    { scope: ['entity.name.function', 'support.function', 'meta.function-call.generic', 'entity.name.command'], settings: { foreground: ink.call } },
    { scope: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'entity.other.inherited-class', 'storage.type.primitive'], settings: { foreground: ink.type } },
    { scope: ['entity.name.tag', 'support.type.property-name', 'entity.other.attribute-name', 'meta.object-literal.key', 'entity.name.section', 'markup.heading', 'meta.decorator', 'entity.name.function.decorator'], settings: { foreground: ink.name } },
    { scope: ['comment', 'punctuation.definition.comment', 'string.quoted.docstring'], settings: { foreground: ink.comment } },
    { scope: ['markup.inserted'], settings: { foreground: ink.added } },
    { scope: ['markup.deleted'], settings: { foreground: ink.removed } },
  ],
})

export const light = theme('boo-light', 'light', {
  text: '#2b2723', comment: '#645d55', keyword: '#a63d12', string: '#2d6a37', number: '#8a3390', call: '#1f5a94',
  type: '#7d5200', name: '#0c6670', added: '#1f6b33', removed: '#b3261e',
})

export const dark = theme('boo-dark', 'dark', {
  text: '#ddd7cf', comment: '#ada59a', keyword: '#f29a70', string: '#a9c98c', number: '#d3a4e6', call: '#8dbbea',
  type: '#e3c078', name: '#7fcbc9', added: '#8fce9b', removed: '#f2938b',
})
