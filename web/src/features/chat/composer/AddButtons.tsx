import { AtSign, Paperclip, Plus, Slash } from 'lucide-react'
import { useRef, type RefObject } from 'react'
import { draftKeeper } from '~/connection/chat-draft'
import { useIsPhone } from '~/lib/media'
import { Button } from '~/ui/button'
import { MenuItem, MenuRoot } from '~/ui/menu'
import { Tip } from '~/ui/tooltip'
import { attachFiles } from './taking-files'

type Props = { chatId: string; area: RefObject<HTMLTextAreaElement | null> }

/** What can be put into a message beside words; on a phone one button holds it all. */
export function AddButtons({ chatId, area }: Props) {
  const input = useRef<HTMLInputElement>(null)
  const phone = useIsPhone()
  const choose = () => input.current?.click()
  const mention = () => typeIn(chatId, area, '@')
  return (
    <>
      {phone ? (
        <MenuRoot
          side="top"
          trigger={
            <Button size="touch" aria-label="Add to the message">
              <Plus />
            </Button>
          }
        >
          <MenuItem icon={<Paperclip />} onClick={choose}>
            Attach files or pictures
          </MenuItem>
          <MenuItem icon={<AtSign />} onClick={mention}>
            Mention a file
          </MenuItem>
          <MenuItem icon={<Slash />} onClick={() => typeIn(chatId, area, '/')}>
            Commands
          </MenuItem>
        </MenuRoot>
      ) : (
        <>
          <Tip label="Attach files" side="top">
            <Button size="icon" className="pointer-coarse:size-11" onClick={choose}>
              <Paperclip />
            </Button>
          </Tip>
          <Tip label="Mention a file" keys="@" side="top">
            <Button size="icon" className="pointer-coarse:size-11" onClick={mention}>
              <AtSign />
            </Button>
          </Tip>
        </>
      )}
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={(event) => {
          attachFiles(chatId, event.target.files ?? [])
          event.target.value = ''
        }}
      />
    </>
  )
}

/** Puts a sign at the end of the text (a slash: at its beginning, where alone it counts) and the caret behind it. */
function typeIn(chatId: string, area: RefObject<HTMLTextAreaElement | null>, sign: '@' | '/'): void {
  const { text } = draftKeeper(chatId).store.getState()
  const gap = !text || /\s$/.test(text) ? '' : ' '
  const next = sign === '/' ? `/${text}` : `${text}${gap}@`
  draftKeeper(chatId).write(next)
  // After the menu has given the focus back.
  setTimeout(() => {
    const caret = sign === '/' ? 1 : next.length
    area.current?.focus()
    area.current?.setSelectionRange(caret, caret)
  }, 50)
}
