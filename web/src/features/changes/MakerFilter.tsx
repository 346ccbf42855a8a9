import { useQuery } from '@tanstack/react-query'
import { ListFilter } from 'lucide-react'
import { setFilter, useDesk } from '~/connection/changes-desk'
import { isOpen, type Maker } from '~/connection/changes-review'
import { useProviderLabels } from '~/connection/providers'
import type { Change } from '~/wire/types'
import { Button } from '~/ui/button'
import { MenuChoice, MenuLabel, MenuRoot } from '~/ui/menu'
import { sessionChatsQuery } from '~/wire/queries'

const ALL = 'all'

/** Shows only what one agent, one chat or one task made. */
export function MakerFilter({ sessionId }: { sessionId: string }) {
  const maker = useDesk(sessionId, (desk) => desk.filter.maker)
  const changes = useDesk(sessionId, (desk) => desk.changes)
  const chats = useQuery(sessionChatsQuery(sessionId)).data
  const labelOf = useProviderLabels()
  const options = makersOf(changes, (id) => chats?.find((chat) => chat.id === id)?.title ?? 'New chat', labelOf)
  if (options.length < 2 && !maker) return null
  const value = maker ? `${maker.kind}:${maker.id}` : ALL
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="icon" aria-label="Filter by agent, chat or task" aria-pressed={maker !== null}>
          <ListFilter />
        </Button>
      }
    >
      <MenuLabel>Show the work of</MenuLabel>
      <MenuChoice
        value={value}
        options={[{ value: ALL, label: 'Everyone' }, ...options]}
        onChange={(chosen) => setFilter(sessionId, { maker: chosen === ALL ? null : makerOf(chosen) })}
      />
    </MenuRoot>
  )
}

function makerOf(value: string): Maker {
  const [kind = 'chat', ...id] = value.split(':')
  return { kind: kind as Maker['kind'], id: id.join(':') }
}

function makersOf(
  changes: readonly Change[], titleOf: (chatId: string) => string, labelOf: (provider: string) => string,
): { value: string; label: string; hint?: string }[] {
  const by = changes.filter(isOpen).flatMap((change) => change.by)
  const providers = [...new Set(by.map((one) => one.provider))]
  const chats = [...new Set(by.map((one) => one.chat_id))]
  const tasks = chats.flatMap((chat) => {
    const ofChat = [...new Set(by.filter((one) => one.chat_id === chat).map((one) => one.task_id))]
    return ofChat.length < 2 ? [] : ofChat.map((task, index) => ({ value: `task:${task}`, label: `${titleOf(chat)}, answer ${index + 1}`, hint: 'task' }))
  })
  return [
    ...(providers.length > 1 ? providers.map((id) => ({ value: `provider:${id}`, label: labelOf(id), hint: 'agent' })) : []),
    ...(chats.length > 1 ? chats.map((id) => ({ value: `chat:${id}`, label: titleOf(id), hint: 'chat' })) : []),
    ...tasks,
  ]
}
