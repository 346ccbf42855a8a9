import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { costText, countText } from '~/lib/format'
import { PartNotRead } from '~/ui/not-read'
import { Segmented } from '~/ui/segmented'
import { Select } from '~/ui/select'
import { usageQuery } from '~/wire/agents'
import type { UsageTable } from '~/wire/types'
import { Section } from '../Section'

const BY = [
  { value: 'day', label: 'By day' },
  { value: 'provider', label: 'By agent' },
  { value: 'chat', label: 'By chat' },
] as const
const DAYS = [7, 30, 90, 365].map((days) => ({ value: String(days), label: `Last ${days} days` }))

/** What tasks used, and what that cost where somebody tells. */
export function Usage() {
  const [by, setBy] = useState<(typeof BY)[number]['value']>('day')
  const [days, setDays] = useState(30)
  const usage = useQuery(usageQuery(by, days))
  const rows = usage.data?.rows ?? []
  return (
    <Section title="Usage" intro="Tokens that tasks read and wrote. What was read counts with what the server had cached.">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <Segmented label="Usage by" value={by} options={BY} onChange={setBy} />
        <Select label="Time" value={String(days)} options={DAYS} onChange={(value) => setDays(Number(value))} />
      </div>
      {usage.isLoadingError && <PartNotRead query={usage} />}
      {usage.isSuccess && rows.length === 0 && <p className="text-xs text-fg-3">No task used anything in this time.</p>}
      {rows.length > 0 && <Table rows={rows} by={by} />}
    </Section>
  )
}

const HEADS = { day: 'Day', provider: 'Agent', chat: 'Chat', task: 'Task' }

function Table({ rows, by }: { rows: UsageTable['rows']; by: UsageTable['by'] }) {
  const hasCost = rows.some(({ cost }) => cost !== null)
  const sum = (pick: (row: UsageTable['rows'][number]) => number) => rows.reduce((total, row) => total + pick(row), 0)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <div tabIndex={0} role="group" aria-label="Table of usage" className="relative overflow-x-auto rounded-lg border border-line">
      <table className="w-full text-xs tnum [&_td]:px-3 [&_td]:py-1 [&_td]:text-right [&_td]:whitespace-nowrap [&_th]:px-3 [&_th]:py-1.5">
        <thead>
          <tr className="bg-bg-0 text-right text-fg-2 [&>th]:font-[530]">
            <th scope="col" className="text-left">
              {HEADS[by]}
            </th>
            <th scope="col">Tasks</th>
            <th scope="col">Read</th>
            <th scope="col">Cached</th>
            <th scope="col">Written</th>
            {hasCost && <th scope="col">Cost</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key} className="border-t border-line">
              <th scope="row" className="max-w-64 truncate text-left font-[450]">
                {row.label || row.key}
              </th>
              <td>{row.tasks}</td>
              <td>
                {row.estimated && <span title="Estimated: the server gave no numbers">≈ </span>}
                {countText(row.prompt_tokens)}
              </td>
              <td>{row.cached_tokens ? countText(row.cached_tokens) : ''}</td>
              <td>{countText(row.completion_tokens)}</td>
              {hasCost && <td>{row.cost === null ? '' : costText(row.cost)}</td>}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-line-2 bg-bg-0 [&>*]:font-[560]">
            <th scope="row" className="text-left">
              Together
            </th>
            <td>{sum(({ tasks }) => tasks)}</td>
            <td>{countText(sum(({ prompt_tokens: read }) => read))}</td>
            <td>{countText(sum(({ cached_tokens: cached }) => cached))}</td>
            <td>{countText(sum(({ completion_tokens: written }) => written))}</td>
            {hasCost && <td>{costText(sum(({ cost }) => cost ?? 0))}</td>}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}
