import { useQuery } from '@tanstack/react-query'
import { useBuild } from '~/connection/build'
import { reconnectNow, useConnection } from '~/connection/socket'
import { runCommand } from '~/lib/commands'
import { cn } from '~/lib/cn'
import { countText } from '~/lib/format'
import type { Address } from '~/panes/address'
import { chatQuery, inboxQuery, modelsQuery, runningTasksQuery } from '~/wire/queries'
import type { EndpointInfo } from '~/wire/types'
import { useLost } from './use-lost'

const CONNECTION = {
  open: ['Connected', 'bg-ok'],
  connecting: ['Connecting', 'bg-fg-3'],
  lost: ['Reconnecting', 'bg-warn'],
} as const

/** One quiet line: the connection, what works, the model endpoint, the tokens of the chat in view. */
export function StatusBar({ address }: { address: Address }) {
  return (
    <footer className="flex h-6 shrink-0 items-center gap-4 border-t border-line px-3 text-2xs text-fg-3 tnum">
      <Connected />
      <OldBuild />
      <Work />
      <Waiting sessionId={address.sessionId} />
      <span className="flex-1" />
      <Tokens chatId={address.chatId} />
      <Endpoint />
    </footer>
  )
}

/** The one place that tells of a lost connection; panes say only what it means for them. */
function Connected() {
  const state = useConnection((connection) => connection.state)
  const lost = useLost()
  const [label, colour] = CONNECTION[state]
  return (
    <span className={cn('flex min-w-0 items-center', lost && '-my-px -ml-3 h-6 gap-3 bg-warn-soft pr-2 pl-3 text-warn')}>
      <span role="status" className="flex min-w-0 items-center gap-1.5">
        <span className={cn('size-[7px] shrink-0 rounded-full', colour)} aria-hidden />
        <span className="truncate" title={lost?.text}>
          {lost?.text ?? label}
        </span>
      </span>
      {lost?.mayTry && <BarLink onClick={reconnectNow}>Try now</BarLink>}
    </span>
  )
}

/** Another build is there than the one that runs here; when to take it is the person's to say. */
function OldBuild() {
  const { isOld } = useBuild()
  return (
    <span role="status" className="flex shrink-0 gap-2 text-fg-1 empty:hidden">
      {isOld && (
        <>
          BooCode was updated. What you write is kept.
          <BarLink onClick={() => location.reload()}>Reload</BarLink>
        </>
      )}
    </span>
  )
}

function BarLink({ onClick, children }: { onClick: () => void; children: string }) {
  return (
    <button type="button" onClick={onClick} className="shrink-0 rounded-sm font-[560] text-accent-ink underline underline-offset-2 hover:text-fg-1">
      {children}
    </button>
  )
}

function Work() {
  const running = useQuery(runningTasksQuery).data?.length ?? 0
  const waiting = useQuery(inboxQuery).data?.requests.length ?? 0
  return (
    <>
      <span className={cn(running > 0 && 'text-accent-ink')}>
        {running === 0 ? 'Nothing running' : `${running} task${running === 1 ? '' : 's'} running`}
      </span>
      {waiting > 0 && (
        <span className="text-warn">
          {waiting} question{waiting === 1 ? '' : 's'} for you
        </span>
      )}
    </>
  )
}

/** How many files of the session in view wait for a review. */
function Waiting({ sessionId }: { sessionId: string | undefined }) {
  const count = useQuery(inboxQuery).data?.changes.find((waiting) => waiting.session_id === sessionId)?.count ?? 0
  if (count === 0) return null
  return (
    <button type="button" onClick={() => runCommand('changes.open')} className="rounded-sm text-fg-2 hover:text-fg-1 hover:underline">
      {count} {count === 1 ? 'file' : 'files'} to review
    </button>
  )
}

function Tokens({ chatId }: { chatId: string | undefined }) {
  const usage = useQuery({ ...chatQuery(chatId ?? ''), enabled: Boolean(chatId) }).data?.usage
  if (!usage) return null
  const size = usage.context_size ? ` of ${countText(usage.context_size)}` : ''
  return (
    <span title="Tokens in the context of this chat">
      {usage.estimated && '≈ '}
      {countText(usage.context_tokens)}
      {size} tokens
    </span>
  )
}

function Endpoint() {
  const models = useQuery(modelsQuery).data
  if (!models) return null
  const { endpoint } = models
  const isReady = endpoint.state === 'ready'
  return (
    <button
      type="button"
      title={endpoint.message || 'Where models answer'}
      onClick={() => runCommand('settings')}
      className={cn('flex items-center gap-1.5 rounded-sm hover:text-fg-1', !isReady && 'text-warn')}
    >
      <span className={cn('size-[7px] rounded-full', isReady ? 'bg-ok' : 'bg-warn')} aria-hidden />
      {endpointText(endpoint)}
    </button>
  )
}

function endpointText({ kind, state, url }: EndpointInfo): string {
  if (kind === 'demo') return 'Demo model, scripted'
  if (state === 'loading') return 'Looking for models'
  if (state !== 'ready') return 'No model can be reached'
  return url?.replace(/^https?:\/\//, '').replace(/\/v1\/?$/, '') ?? 'Ready'
}
