/** Which feature shows which kind of pane, and what one shows inside another. */
import { FileDiff, History, Inbox, MessageSquare, MoonStar, Search, Settings, SquareTerminal } from 'lucide-react'
import { openAddProject } from '~/features/projects/sidebar-state'
import { fillSlot } from '~/lib/slots'
import { registerPane } from '~/panes/registry'

registerPane('chat', <MessageSquare />, async () => {
  const { ChatPane } = await import('~/features/chat/ChatPane')
  return ({ id }) => <ChatPane chatId={id} />
})

registerPane('changes', <FileDiff />, async () => {
  const { ChangesPane } = await import('~/features/changes/ChangesPane')
  return ({ id }) => <ChangesPane key={id} sessionId={id} />
})

registerPane('terminal', <SquareTerminal />, async () => {
  const { TerminalPane } = await import('~/features/terminal/TerminalPane')
  return ({ id }) => <TerminalPane key={id} id={id} />
})

registerPane('inbox', <Inbox />, async () => (await import('~/features/inbox/InboxPane')).InboxPane)

registerPane('away', <MoonStar />, async () => (await import('~/features/away/AwayPane')).AwayPane)

registerPane('history', <History />, async () => {
  const { History: Chats } = await import('~/features/history/History')
  return ({ id }) => <Chats key={id} projectId={id} onAddProject={openAddProject} />
})

registerPane('search', <Search />, async () => (await import('~/features/search/SearchPage')).SearchPage)

registerPane('settings', <Settings />, async () => (await import('~/features/settings/SettingsPane')).SettingsPane)

fillSlot('landing.above', async () => (await import('~/features/away/DigestCard')).DigestCard)
fillSlot('answer.end', async () => (await import('~/features/changes/TaskCard')).TaskCard)
fillSlot('request', async () => (await import('~/features/chat/requests/RequestRow')).RequestRow)
fillSlot('composer.place', async () => (await import('~/features/workplace/WorkplaceLine')).WorkplaceLine)
fillSlot('composer.above', async () => (await import('~/features/changes/DraftHint')).DraftHint)
fillSlot('code.actions', async () => (await import('~/features/terminal/SendToTerminal')).SendCode)
fillSlot('dock.group', async () => (await import('~/features/terminal/TerminalMenu')).TerminalMenu)
fillSlot('settings.terminal', async () => (await import('~/features/terminal/Sample')).Sample)
