/** Putting text into a terminal as if it were typed, with a question where that would run it. */
import { choose } from '~/ui/confirm'
import { inOneLine, runsAtOnce, withoutControls } from './pasting'
import type { Screen } from './screen'

/** Pastes into what `screen` shows. Asks first when the program there would take every line as it comes. */
export async function pasteAsked(screen: Screen, name: string, text: string): Promise<void> {
  const safe = withoutControls(text)
  const chosen = runsAtOnce(safe, screen.term.modes.bracketedPasteMode) ? await wayToPaste(name, safe) : safe
  if (chosen) screen.term.paste(chosen)
  screen.focus()
}

/** Null when the person thought better of it. */
async function wayToPaste(name: string, text: string): Promise<string | null> {
  const count = text.replace(/\n$/, '').split('\n').length
  const way = await choose({
    title: count === 1 ? 'Paste this line with its Enter?' : `Paste ${count} lines?`,
    body: `What runs in ${name} takes each line as it comes, so commands in them are run at once.`,
    ways: [
      { value: 'lines', label: count === 1 ? 'Paste and run it' : 'Paste all lines', description: 'As if you had typed them.', kind: 'outline' },
      { value: 'one', label: 'Paste as one line', description: 'It waits at the prompt.', kind: 'outline' },
    ],
  })
  if (way === null) return null
  return way === 'lines' ? text : inOneLine(text)
}
