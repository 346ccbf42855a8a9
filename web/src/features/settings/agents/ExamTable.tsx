import { Check, CircleDashed, CircleHelp, CircleSlash2, Minus, type LucideIcon } from 'lucide-react'
import { createElement, useState } from 'react'
import { cn } from '~/lib/cn'
import { agoText, durationText } from '~/lib/format'
import { Button } from '~/ui/button'
import { toastError } from '~/ui/toast'
import { runExam } from '~/wire/agents'
import type { Exam, ExamLine, ProviderSnapshot } from '~/wire/types'
import { matrixOf, newestExams } from './exam-matrix'

const GRADES: Record<ExamLine['grade'], { word: string; icon: LucideIcon; look: string }> = {
  yes: { word: 'yes', icon: Check, look: 'text-ok' },
  no: { word: 'no', icon: CircleSlash2, look: 'text-err' },
  partly: { word: 'partly', icon: CircleHelp, look: 'text-warn' },
  untested: { word: 'not tested', icon: Minus, look: 'text-fg-3' },
}

type Shown = { provider: ProviderSnapshot; line: ExamLine } | null

/** What each agent was seen to do here: tried, not read off a list. */
export default function ExamTable({ exams, providers }: { exams: readonly Exam[]; providers: readonly ProviderSnapshot[] }) {
  const newest = newestExams(exams)
  const matrix = matrixOf(newest)
  const [shown, setShown] = useState<Shown>(null)
  const examined = providers.filter(({ external, installed, enabled }) => external && installed && enabled)
  if (examined.length === 0) return null
  return (
    <section aria-label="Exams" className="mt-5">
      <h3 className="font-[560]">Exams</h3>
      <p className="text-xs text-fg-2">Each agent is given small tasks in an empty repository. What counts is what it did.</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard */}
      <div tabIndex={0} role="group" aria-label="Table of exams" className="relative mt-2 overflow-x-auto rounded-lg border border-line">
        <table className="w-full text-xs">
          <thead>
            <tr className="bg-bg-0 text-fg-2">
              <th scope="col" className="sticky left-0 z-[1] bg-bg-0 px-3 py-1.5 text-left font-[530]">
                Agent
              </th>
              {matrix.columns.map(({ capability, label }) => (
                <th key={capability} scope="col" className="max-w-24 min-w-16 px-1.5 py-1.5 align-bottom font-[530]">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {examined.map((provider) => (
              <ExamRow key={provider.id} provider={provider} exam={newest.find((one) => one.provider === provider.id)} matrix={matrix} onShow={setShown} />
            ))}
          </tbody>
        </table>
      </div>
      <output aria-live="polite" className="mt-2 block min-h-[18px] text-xs text-fg-2">
        {shown ? lineWords(shown) : matrix.columns.length > 0 && 'Point at or tap a mark to read what was seen.'}
      </output>
    </section>
  )
}

const lineWords = ({ provider, line }: NonNullable<Shown>) =>
  `${provider.label}, ${line.label}: ${GRADES[line.grade].word}${line.note ? `. ${line.note}` : ''}${line.seconds === null ? '' : ` (${durationText(line.seconds * 1000)})`}`

type RowProps = {
  provider: ProviderSnapshot
  exam: Exam | undefined
  matrix: ReturnType<typeof matrixOf>
  onShow: (shown: Shown) => void
}

function ExamRow({ provider, exam, matrix, onShow }: RowProps) {
  const running = exam?.running ?? false
  const run = () => runExam(provider.id).catch((error: unknown) => toastError('The exam did not begin', error))
  return (
    <tr className="border-t border-line">
      <th scope="row" className="sticky left-0 bg-bg-1 px-3 py-1.5 text-left font-[530]">
        {provider.label}
        <span className="block text-2xs font-[450] whitespace-nowrap text-fg-3 tnum">
          {exam ? [exam.version, running ? 'being examined' : agoText(exam.at)].filter(Boolean).join(', ') : 'not examined'}
        </span>
        <Button kind="soft" size="xs" aria-label={`${running ? 'Running' : 'Run exam'}: ${provider.label}`} className="mt-1 max-md:h-11 max-md:px-3" disabled={running} onClick={() => void run()}>
          {running && <CircleDashed className="animate-spin [animation-duration:2s]" />}
          {running ? 'Running' : 'Run exam'}
        </Button>
      </th>
      {matrix.columns.map(({ capability }) => {
        const line = matrix.cells[provider.id]?.[capability]
        return (
          <td key={capability} className="px-1 text-center">
            {line && <Mark line={line} onShow={() => onShow({ provider, line })} />}
          </td>
        )
      })}
    </tr>
  )
}

function Mark({ line, onShow }: { line: ExamLine; onShow: () => void }) {
  const { word, icon, look } = GRADES[line.grade]
  return (
    <button
      type="button"
      aria-label={`${line.label}: ${word}${line.note ? `. ${line.note}` : ''}`}
      onClick={onShow}
      onPointerEnter={onShow}
      onFocus={onShow}
      className="grid size-7 place-items-center rounded-md hover:bg-bg-2 max-md:size-11 max-md:min-w-11 [&>svg]:size-[15px]"
      style={{ marginInline: 'auto' }}
    >
      {createElement(icon, { className: cn(look), 'aria-hidden': true })}
    </button>
  )
}
