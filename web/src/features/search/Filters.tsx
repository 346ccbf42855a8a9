import { useQuery } from '@tanstack/react-query'
import { ChevronDown, X } from 'lucide-react'
import type { ComponentProps } from 'react'
import { NATIVE, providersQuery } from '~/connection/providers'
import { cn } from '~/lib/cn'
import { Button } from '~/ui/button'
import { MenuChoice, MenuRoot } from '~/ui/menu'
import { projectsQuery } from '~/wire/queries'
import { KIND_WORDS, type DocumentKind } from '~/wire/search'
import { filterIn, valuesIn, withFilter, type FilterKey } from './query-text'
import { daysAgo } from './times'
import { useHere } from './use-here'

interface FiltersProps {
  text: string
  onText: (text: string) => void
}

interface Choice {
  value: string
  label: string
  hint?: string | undefined
}

const PERIODS = [
  { title: 'Past week', days: 7 },
  { title: 'Past month', days: 30 },
]
const ANY = ''

/** Where to look: chips that show what the text says of it, and change the text. */
export function Filters({ text, onText }: FiltersProps) {
  const set = (key: FilterKey) => (value: string) => onText(withFilter(text, key, value))
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">Filters</legend>
      <Kinds chosen={valuesIn(text, 'kind')} onChange={set('kind')} />
      <Periods after={filterIn(text, 'after')} onChange={set('after')} />
      <Session value={filterIn(text, 'session')} onChange={set('session')} />
      <Projects value={filterIn(text, 'project')} onChange={set('project')} />
      <Providers value={filterIn(text, 'provider')} onChange={set('provider')} />
    </fieldset>
  )
}

interface FacetProps {
  value: string
  onChange: (value: string) => void
}

function Kinds({ chosen, onChange }: { chosen: string[]; onChange: (value: string) => void }) {
  const toggled = (kind: string) => (chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind])
  return (Object.keys(KIND_WORDS) as DocumentKind[]).map((kind) => (
    <Chip key={kind} isOn={chosen.includes(kind)} onClick={() => onChange(toggled(kind).join(','))}>
      {KIND_WORDS[kind]}
    </Chip>
  ))
}

function Periods({ after, onChange }: { after: string; onChange: (value: string) => void }) {
  return PERIODS.map(({ title, days }) => {
    const isOn = after === daysAgo(days)
    return (
      <Chip key={title} isOn={isOn} onClick={() => onChange(isOn ? '' : daysAgo(days))}>
        {title}
      </Chip>
    )
  })
}

/** The session one came from, or all; another that was typed is shown and can be taken away. */
function Session({ value, onChange }: FacetProps) {
  const here = useHere()
  const isHere = here !== null && [here.id, here.filter].some((name) => isSame(name, value))
  return (
    <>
      {here && (
        <Chip isOn={isHere} title={here.name} onClick={() => onChange(isHere ? '' : here.filter)}>
          This session
        </Chip>
      )}
      {value && !isHere && (
        <Chip isOn aria-label={`Session ${value}, take it away`} onClick={() => onChange('')}>
          <span className="min-w-0 truncate">Session: {value}</span>
          <X />
        </Chip>
      )}
    </>
  )
}

function Projects({ value, onChange }: FacetProps) {
  const projects = useQuery(projectsQuery).data ?? []
  const isTwice = (name: string) => projects.filter((one) => isSame(one.name, name)).length > 1
  const options = projects.map(({ id, name, path }) => ({ value: isTwice(name) ? id : name, label: name, hint: isTwice(name) ? path : undefined }))
  const named = projects.find(({ id, name }) => id === value || isSame(name, value))
  const chosen = named ? (isTwice(named.name) ? named.id : named.name) : value
  return <Facet title="Project" all="All projects" options={options} value={chosen} onChange={onChange} />
}

function Providers({ value, onChange }: FacetProps) {
  const providers = useQuery(providersQuery).data ?? []
  const known = providers.filter((one) => one.enabled || one.id === NATIVE).map(({ id, label }) => ({ value: id, label }))
  const chosen = known.find((one) => isSame(one.value, value))?.value ?? value
  return <Facet title="Provider" all="All providers" options={known} value={chosen} onChange={onChange} />
}

interface FacetMenuProps extends FacetProps {
  title: string
  all: string
  options: readonly Choice[]
}

/** One of many. What was typed and is none of them is one of them for as long as it stands there. */
function Facet({ title, all, options, value, onChange }: FacetMenuProps) {
  if (options.length < 2 && !value) return null
  const isKnown = !value || options.some((one) => one.value === value)
  const shown = isKnown ? options : [...options, { value, label: value }]
  const label = shown.find((one) => one.value === value)?.label
  return (
    <MenuRoot
      trigger={
        <Chip isOn={value !== ANY} title={label} aria-pressed={undefined}>
          <span className="min-w-0 truncate">{value ? `${title}: ${label}` : title}</span>
          <ChevronDown />
        </Chip>
      }
    >
      <MenuChoice value={value} options={[{ value: ANY, label: all }, ...shown]} onChange={onChange} />
    </MenuRoot>
  )
}

/** The focus stays where one types, when a chip is pressed by mouse or thumb. */
function Chip({ isOn, className, onMouseDown, ...rest }: { isOn: boolean } & ComponentProps<'button'>) {
  return (
    <Button
      kind="outline"
      aria-pressed={isOn}
      onMouseDown={onMouseDown ?? ((event) => event.preventDefault())}
      className={cn(
        'max-w-56 rounded-full pointer-coarse:h-11 max-md:h-11 max-md:min-w-11 max-md:px-3.5 [&_svg]:text-fg-3',
        isOn && 'border-accent/40 bg-accent-soft hover:bg-accent-soft',
        className,
      )}
      {...rest}
    />
  )
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
