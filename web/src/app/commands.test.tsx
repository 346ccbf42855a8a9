import { expect, test } from 'vitest'
import { groupedBy } from '~/lib/grouped'
import { canonical, refusalOf } from '~/lib/keys'
import { appCommands } from './commands'

const sources = import.meta.glob<string>('../features/**/*.tsx', { query: '?raw', import: 'default', eager: true })
const ids = appCommands.map(({ id }) => id)

/** How many items of menus choose one of many things, or belong to one message or one screen, and are no actions of the app. */
const CHOICES: Readonly<Record<string, number>> = {
  'changes/MoreMenu': 3,
  'chat/composer/AddButtons': 3,
  'chat/messages/AnswerActions': 4,
  'chat/messages/PromptRow': 4,
  'history/ChatRow': 5,
  'terminal/SendToTerminal': 1,
  'terminal/TerminalMenu': 5,
  'terminal/Toolbar': 9,
  'workspace/GroupMenus': 1,
}

function found(pattern: RegExp): { file: string; id: string }[] {
  return Object.entries(sources).flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map(([, id = '']) => ({ file: path.replace('../features/', '').replace('.tsx', ''), id })),
  )
}

test('every command is declared once', () => {
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

test('menus and buttons name commands that exist', () => {
  const named = [...found(/<CommandItem[^>]*?\bid="([^"]+)"/g), ...found(/(?:runCommand|keysOf|useKeysOf)\('([^']+)'/g)]
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter(({ id }) => !ids.includes(id))).toEqual([])
})

test('an action in a menu is a command, so that the palette and the keyboard have it too', () => {
  const counts = groupedBy(found(/<(MenuItem)\b/g), ({ file }) => file)
  const more = [...counts].filter(([file, items]) => items.length > (CHOICES[file] ?? 0)).map(([file]) => file)
  expect(more, 'Declare the action in the commands.ts of its feature and use <CommandItem>').toEqual([])
})

test('no two commands have the same keys, and none has keys that browsers keep', () => {
  const keyed = appCommands.filter(({ keys }) => keys !== undefined)
  const byPress = groupedBy(keyed, ({ keys = '' }) => canonical(keys))
  expect([...byPress].filter(([, commands]) => commands.length > 1).map(([press]) => press)).toEqual([])
  expect(keyed.filter(({ keys = '' }) => refusalOf(keys) !== null)).toEqual([])
})
