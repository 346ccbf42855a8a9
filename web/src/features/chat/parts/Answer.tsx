import { lazy, memo, Suspense } from 'react'
import type { PartOf } from '~/wire/types'
import { CardCode } from './Card'

const Markdown = lazy(() => import('../Markdown').then((module) => ({ default: module.Markdown })))

/** More than this is no answer any more; it is shown as it is. */
const MAX_MARKDOWN = 300_000

/** A piece of the answer's text. */
export const Answer = memo(function Answer({ part }: { part: PartOf<'text'> }) {
  if (part.text.length > MAX_MARKDOWN) return <CardCode text={part.text} language="" wrap />
  return (
    <div className="py-1.5">
      <Suspense fallback={<p className="text-base [overflow-wrap:anywhere] whitespace-pre-wrap">{part.text}</p>}>
        <Markdown text={part.text} growing={part.state === 'open'} />
      </Suspense>
    </div>
  )
})
