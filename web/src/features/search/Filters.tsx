import type { ReactNode } from 'react'
import { Button } from '~/ui/button'
import { KIND_WORDS, type DocumentKind } from '~/wire/search'
import type { Project } from '~/wire/types'
import { daysAgo } from './times'

export interface Chosen {
  kinds: DocumentKind[]
  projectId: string | null
  after: string | null
}

interface FiltersProps {
  chosen: Chosen
  projects: readonly Project[]
  onChange: (chosen: Chosen) => void
}

const PERIODS = [
  { title: 'Past week', after: daysAgo(7) },
  { title: 'Past month', after: daysAgo(30) },
]
const MOST_PROJECTS = 8

/** Where to look: chips that are pressed or not. */
export function Filters({ chosen, projects, onChange }: FiltersProps) {
  const toggled = (kind: DocumentKind) =>
    chosen.kinds.includes(kind) ? chosen.kinds.filter((one) => one !== kind) : [...chosen.kinds, kind]
  const either = <T,>(value: T, current: T | null): T | null => (value === current ? null : value)
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Filters</legend>
      {(Object.keys(KIND_WORDS) as DocumentKind[]).map((kind) => (
        <Chip key={kind} isOn={chosen.kinds.includes(kind)} onClick={() => onChange({ ...chosen, kinds: toggled(kind) })}>
          {KIND_WORDS[kind]}
        </Chip>
      ))}
      {PERIODS.map(({ title, after }) => (
        <Chip key={title} isOn={chosen.after === after} onClick={() => onChange({ ...chosen, after: either(after, chosen.after) })}>
          {title}
        </Chip>
      ))}
      {projects.length > 1 &&
        projects.slice(0, MOST_PROJECTS).map(({ id, name }) => (
          <Chip key={id} title={name} isOn={chosen.projectId === id} onClick={() => onChange({ ...chosen, projectId: either(id, chosen.projectId) })}>
            {name}
          </Chip>
        ))}
    </fieldset>
  )
}

function Chip({ isOn, title, onClick, children }: { isOn: boolean; title?: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button kind={isOn ? 'soft' : 'outline'} aria-pressed={isOn} title={title} onClick={onClick} className="max-w-48 rounded-full pointer-coarse:h-11 max-md:h-11 max-md:min-w-11">
      <span className="min-w-0 truncate">{children}</span>
    </Button>
  )
}
