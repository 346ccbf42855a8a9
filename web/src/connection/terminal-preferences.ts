/** How terminals look, as it is kept: at once on this screen, and a moment later on the server. */
import { isPhone } from '~/lib/media'
import { FONT_SIZES, savedTerminal, usePreferences, type TerminalPreferences } from '~/lib/preferences'
import { toastError } from '~/ui/toast'
import { savePreferences } from '~/wire/mutations'

/** A pinch asks for many sizes in a second; the last one is kept. */
const SAVED_AFTER_MS = 300

let saving: ReturnType<typeof setTimeout> | undefined

export function changeTerminals(changed: Partial<TerminalPreferences>): void {
  usePreferences.setState(({ terminal }) => ({ terminal: { ...terminal, ...changed } }))
  clearTimeout(saving)
  saving = setTimeout(() => {
    const terminal = savedTerminal(usePreferences.getState().terminal)
    savePreferences({ terminal }).catch((error: unknown) => toastError('The preference was not kept', error))
  }, SAVED_AFTER_MS)
}

/** The size of letters on this kind of device. */
export const letterSize = ({ fontSize, phoneFontSize }: TerminalPreferences): number => (isPhone() ? phoneFontSize : fontSize)

export function changeLetterSize(size: number): void {
  const wanted = Math.min(FONT_SIZES.most, Math.max(FONT_SIZES.least, Math.round(size)))
  if (wanted !== letterSize(usePreferences.getState().terminal)) changeTerminals(isPhone() ? { phoneFontSize: wanted } : { fontSize: wanted })
}

export const stepLetterSize = (by: number): void => changeLetterSize(letterSize(usePreferences.getState().terminal) + by)
