import { useCommands, type Command } from '~/lib/commands'
import { groupedBy } from '~/lib/grouped'
import { Dialog } from '~/ui/dialog'
import { Kbd } from '~/ui/kbd'
import { useOverlay } from './palette-state'

/** Keys that the dock and the chats have of their own. */
const FIXED: readonly Pick<Command, 'title' | 'group' | 'keys'>[] = [
  { group: 'Panes', title: 'Next or previous group', keys: 'F6' },
  { group: 'Panes', title: 'Rename the focused tab', keys: 'F2' },
  { group: 'Panes', title: 'Close the focused tab', keys: 'Delete' },
  { group: 'Chat', title: 'Mention a file', keys: '@' },
  { group: 'Chat', title: 'Slash commands', keys: '/' },
  { group: 'Chat', title: 'New line', keys: 'Shift+Enter' },
]

/** All shortcuts, by what they are about. */
export default function KeyboardReference() {
  const open = useOverlay((overlay) => overlay.keys)
  const commands = useCommands()
  const groups = groupedBy([...commands.filter((command) => command.keys), ...FIXED], ({ group }) => group)
  return (
    <Dialog
      open={open}
      onOpenChange={(keys) => useOverlay.setState({ keys })}
      title="Keyboard"
      description="Everything can also be found in the command palette."
      className="w-[min(46rem,calc(100vw-24px))]"
    >
      <div className="columns-2 gap-8 overflow-y-auto px-4 pb-5 max-md:columns-1">
        {[...groups].map(([group, list]) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 text-xs font-[560] text-fg-3">{group}</h3>
            <dl>
              {list.map(({ title, keys = '' }) => (
                <div key={title} className="flex items-center justify-between gap-4 border-b border-line py-1.5">
                  <dt>{title}</dt>
                  <dd className="shrink-0">
                    <Kbd keys={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
