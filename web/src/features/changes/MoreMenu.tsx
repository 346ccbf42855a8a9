import { useQuery } from '@tanstack/react-query'
import { Ellipsis } from 'lucide-react'
import { useDesk } from '~/connection/changes-desk'
import { Button } from '~/ui/button'
import { CommandItem, MenuLine, MenuRoot } from '~/ui/menu'
import { sessionQuery } from '~/wire/queries'

/** What is rarely needed in a review. */
export function MoreMenu({ sessionId }: { sessionId: string }) {
  // What the items are called, and whether they can be done, depends on these.
  useDesk(sessionId, (desk) => desk)
  useQuery(sessionQuery(sessionId))
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="icon" aria-label="More for this review" className="max-md:size-11">
          <Ellipsis />
        </Button>
      }
    >
      <CommandItem id="changes.fold.all" target={sessionId} />
      <CommandItem id="changes.clear" target={sessionId} />
      <MenuLine />
      <CommandItem id="changes.allow" target={sessionId} />
      <CommandItem id="changes.disallow" target={sessionId} />
    </MenuRoot>
  )
}
