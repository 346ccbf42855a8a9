import { MapPinOff } from 'lucide-react'
import { go } from '~/panes/address'
import { Button } from '~/ui/button'
import { Empty } from '~/ui/empty'

/** The address leads to nothing. */
export function Nowhere({ title }: { title: string }) {
  return (
    <div role="alert" className="grid h-full place-items-center bg-bg-1">
      <Empty
        icon={<MapPinOff />}
        title={title}
        actions={
          <Button kind="soft" size="md" className="max-md:h-11" onClick={() => go({})}>
            All chats
          </Button>
        }
      >
        <p>It was deleted, or the address is not quite right.</p>
      </Empty>
    </div>
  )
}
