import { useQuery } from '@tanstack/react-query'
import { Ban, ShieldCheck, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useProviderLabel } from '~/connection/providers'
import { agoText } from '~/lib/format'
import { goToChat } from '~/panes/address'
import { Button } from '~/ui/button'
import { confirm } from '~/ui/confirm'
import { PartNotRead } from '~/ui/not-read'
import { toastError } from '~/ui/toast'
import { Words } from '~/ui/words'
import { decisionsQuery, revokeRule, rulesQuery } from '~/wire/agents'
import { chatQuery, queryClient } from '~/wire/queries'
import type { Request, Rule } from '~/wire/types'
import { Section } from '../Section'

/** What "always" was said to, and what was decided last. */
export function Permissions() {
  const rules = useQuery(rulesQuery)
  const live = rules.data?.filter(({ revoked_at }) => !revoked_at) ?? []
  const gone = rules.data?.filter(({ revoked_at }) => revoked_at) ?? []
  return (
    <Section title="Permissions" intro="What you allowed for always. BooCode answers these by itself; everything else is asked.">
      {rules.isLoadingError && <PartNotRead query={rules} />}
      {rules.isSuccess && live.length === 0 && <p className="text-xs text-fg-3">Nothing is allowed for always.</p>}
      <ul>
        {live.map((rule) => (
          <RuleRow key={rule.id} rule={rule} />
        ))}
      </ul>
      {gone.length > 0 && (
        <details className="mt-2 text-xs text-fg-2">
          <summary className="w-fit rounded-sm hover:text-fg-1 max-md:min-h-11 max-md:pt-3">Taken back ({gone.length})</summary>
          <ul>
            {gone.map((rule) => (
              <RuleRow key={rule.id} rule={rule} />
            ))}
          </ul>
        </details>
      )}
      <Decisions />
    </Section>
  )
}

function RuleRow({ rule }: { rule: Rule }) {
  const label = useProviderLabel(rule.provider)
  const used = rule.used_count === 0 ? 'never used' : `used ${rule.used_count}×${rule.used_at ? `, last ${agoText(rule.used_at)}` : ''}`
  const revoke = async () => {
    const agreed = await confirm({
      title: 'Take this back?',
      body: (
        <>
          <Words text={rule.label || rule.subject} />: {label} asks again from now on. What runs already goes on.
        </>
      ),
      action: 'Take back',
    })
    if (!agreed) return
    try {
      await revokeRule(rule.id)
    } catch (error) {
      toastError('The rule still holds', error)
    }
  }
  return (
    <li className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
      <span className="min-w-0 flex-1">
        <span className="block [overflow-wrap:anywhere]">
          {rule.effect === 'reject' && <span className="text-err">Never: </span>}
          <Words text={rule.label || rule.subject} />
        </span>
        <span className="block text-xs text-fg-2 tnum">
          {label} in {rule.project_name}, {used}
          {rule.revoked_at && `, taken back ${agoText(rule.revoked_at)}`}
        </span>
      </span>
      {!rule.revoked_at && (
        <Button size="md" className="max-md:h-11" onClick={() => void revoke()}>
          <Undo2 />
          Take back
        </Button>
      )}
    </li>
  )
}

const FIRST_DECISIONS = 10

/** The newest decisions, with the chat where each was asked. */
function Decisions() {
  const decisions = useQuery(decisionsQuery)
  const [all, setAll] = useState(false)
  if (!decisions.data?.length) return null
  const shown = all ? decisions.data : decisions.data.slice(0, FIRST_DECISIONS)
  return (
    <section aria-label="Recent decisions" className="mt-5">
      <h3 className="font-[560]">Recent decisions</h3>
      <ul className="mt-1">
        {shown.map((request) => (
          <DecisionRow key={request.id} request={request} />
        ))}
      </ul>
      {!all && decisions.data.length > shown.length && (
        <Button size="md" className="mt-1 max-md:h-11" onClick={() => setAll(true)}>
          Show {decisions.data.length - shown.length} more
        </Button>
      )}
    </section>
  )
}

function DecisionRow({ request }: { request: Request }) {
  const label = useProviderLabel(request.provider)
  const option = request.options.find(({ id }) => id === request.answer?.option_id)
  const isAllowed = option?.kind.startsWith('allow') ?? true
  const open = async () => {
    try {
      goToChat(await queryClient.fetchQuery(chatQuery(request.chat_id)))
    } catch (error) {
      toastError('The chat cannot be shown', error)
    }
  }
  const Icon = isAllowed ? ShieldCheck : Ban
  return (
    <li>
      <button type="button" onClick={() => void open()} className="flex min-h-[28px] w-full items-center gap-2 rounded-md px-1 text-left text-xs hover:bg-bg-2 max-md:min-h-11">
        <Icon className={`size-[14px] shrink-0 ${isAllowed ? 'text-ok' : 'text-fg-3'}`} aria-label={isAllowed ? 'Allowed' : 'Rejected'} />
        <span className="min-w-0 flex-1 truncate">
          <Words text={request.title} />
        </span>
        <span className="shrink-0 text-2xs text-fg-3 tnum">
          {[request.rule_id && 'by a rule', label, request.answered_at && agoText(request.answered_at)].filter(Boolean).join(', ')}
        </span>
      </button>
    </li>
  )
}
