import { expect, test } from 'vitest'
import { iconOf } from '~/lib/commands'
import { groupedBy } from '~/lib/grouped'
import { canonical, refusalOf } from '~/lib/keys'
import { FIRST_ICONS } from '~/ui/first-icons'
import { appCommands } from './commands'

const sources = import.meta.glob<string>(['../features/**/*.tsx', '../app/*.tsx'], { query: '?raw', import: 'default', eager: true })
const ids = appCommands.map(({ id }) => id)

function found(pattern: RegExp): { file: string; id: string }[] {
  return Object.entries(sources).flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map(([, id = '']) => ({ file: path.replace('../features/', '').replace('.tsx', ''), id })),
  )
}

test('every command is declared once', () => {
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([])
})

test('menus and buttons name commands that exist', () => {
  const named = [...found(/<Command(?:Item|Button)[^>]*?\bid="([^"]+)"/g), ...found(/(?:runCommand|keysOf|useKeysOf)\('([^']+)'/g)]
  expect(named.length).toBeGreaterThan(80)
  expect(named.filter(({ id }) => !ids.includes(id))).toEqual([])
})

test('an action in a menu is a command, so that the palette and the keyboard have it too', () => {
  // What is one of many things to choose from has a key among them.
  const others = found(/<MenuItem\s(?!\s*key=)([^>]*)/g)
  expect(others, 'Declare the action in the commands.ts of its feature and use <CommandItem>').toEqual([])
})

test('name, picture and keys of a command stand in the registry alone', () => {
  expect(found(/<CommandItem[^>]*?\b(icon|keys|children|className)=/g)).toEqual([])
  expect(found(/<(CommandItem|CommandButton)\b[^>]*[^/]>/g), 'They have no content of their own').toEqual([])
  expect(found(/<Tip\b[^>]*keys=\{((?:use)?[kK]eysOf)\(/g), 'A button that does a command is a <CommandButton>').toEqual([])
})

test('what is drawn as a button has a picture that is there from the start', () => {
  const buttons = found(/<CommandButton[^>]*?\bid="([^"]+)"/g).map(({ id }) => id)
  const icons = buttons.map((id) => appCommands.find((command) => command.id === id)).map((command) => command && iconOf(command))
  expect(icons.filter((icon) => icon === undefined || !(icon in FIRST_ICONS))).toEqual([])
})

test('no two commands have the same keys, and none has keys that browsers keep', () => {
  const keyed = appCommands.filter(({ keys }) => keys !== undefined)
  const byPress = groupedBy(keyed, ({ keys = '' }) => canonical(keys))
  expect([...byPress].filter(([, commands]) => commands.length > 1).map(([press]) => press)).toEqual([])
  expect(keyed.filter(({ keys = '' }) => refusalOf(keys) !== null)).toEqual([])
})
