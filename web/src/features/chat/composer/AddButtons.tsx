import { Plus } from 'lucide-react'
import { useIsPhone } from '~/lib/media'
import { Button } from '~/ui/button'
import { CommandButton } from '~/ui/command-button'
import { CommandItem, MenuRoot } from '~/ui/menu'
import { attachFiles } from './taking-files'

const touch = 'pointer-coarse:size-11'

/** What can be put into a message beside words; on a phone one button holds it all. */
export function AddButtons({ chatId }: { chatId: string }) {
  return (
    <>
      {useIsPhone() ? (
        <MenuRoot
          side="top"
          trigger={
            <Button size="touch" aria-label="Add to the message">
              <Plus />
            </Button>
          }
        >
          <CommandItem id="chat.attach" target={chatId} />
          <CommandItem id="chat.mention" target={chatId} />
          <CommandItem id="chat.slash" target={chatId} />
        </MenuRoot>
      ) : (
        <>
          <CommandButton id="chat.attach" target={chatId} size="icon" className={touch} side="top" />
          <CommandButton id="chat.mention" target={chatId} size="icon" className={touch} side="top" />
        </>
      )}
      <input
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
