import { ChevronDown } from 'lucide-react'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Conflict } from '~/wire/types'
import { withHiddenShown } from '~/lib/invisible'
import { Button } from '~/ui/button'
import { Segmented } from '~/ui/segmented'
import { toastError } from '~/ui/toast'
import { hasMarkers, regionsOf, settled, type Choice, type Region } from './conflict-text'
import { EditorArea } from './EditorArea'
import { HandworkFrame, leaveEditor } from './HandworkFrame'
import { placeCaret } from './TextEditor'

interface ConflictEditorProps {
  sessionId: string
  title: string
  sides: Conflict
  onSave: (text: string) => Promise<void>
}

type SideName = 'theirs' | 'yours' | 'base'

const SIDES: readonly { value: SideName; label: string }[] = [
  { value: 'theirs', label: 'On disk' },
  { value: 'yours', label: 'Proposed' },
  { value: 'base', label: 'Before' },
]

/** Three sides to read, and the merged text to settle: region by region, or by hand. */
export function ConflictEditor({ sessionId, title, sides, onSave }: ConflictEditorProps) {
  const start = sides.merged ?? sides.yours ?? sides.theirs ?? ''
  const [value, setValue] = useState(start)
  const [side, setSide] = useState<SideName>('theirs')
  const [isSaving, setSaving] = useState(false)
  const area = useRef<HTMLTextAreaElement>(null)
  const regions = useMemo(() => regionsOf(value), [value])
  const isUnsettled = regions.length > 0 || hasMarkers(value)
  useLayoutEffect(() => placeCaret(area.current, start, regionsOf(start)[0]?.line ?? 1), [start])
  const save = async () => {
    if (isSaving || isUnsettled) return
    setSaving(true)
    try {
      await onSave(value)
    } catch (error) {
      toastError('The conflict was not solved', error)
      setSaving(false)
    }
  }
  const choose = (region: Region, choice: Choice) => {
    const next = settled(value, region, choice, sides)
    setValue(next)
    requestAnimationFrame(() => placeCaret(area.current, next, regionsOf(next)[0]?.line ?? region.line))
  }
  const hint = isUnsettled ? `${regions.length || 'Some'} ${regions.length === 1 ? 'place' : 'places'} to settle` : 'Settled. Saving puts it back into the review.'
  return (
    <HandworkFrame sessionId={sessionId} title={title} hint={hint} isDirty={value !== start} save={{ action: 'Save', isBlocked: isSaving || isUnsettled, run: () => void save() }}>
      <div className="flex min-h-0 flex-1 flex-col @min-[60rem]:flex-row">
        <section aria-label="Sides" className="flex min-h-0 flex-1 flex-col border-line max-h-[40%] border-b @min-[60rem]:max-h-none @min-[60rem]:border-r @min-[60rem]:border-b-0">
          <div className="flex shrink-0 items-center gap-2 px-3 py-2">
            <Segmented label="Side" value={side} options={SIDES} onChange={setSide} />
          </div>
          <SideText text={sides[side]} label={SIDES.find((one) => one.value === side)?.label ?? ''} />
        </section>
        <section aria-label="Merged" className="flex min-h-0 flex-1 flex-col">
          <RegionBar region={regions[0]} count={regions.length} onChoose={choose} onShow={(region) => placeCaret(area.current, value, region.line)} />
          <EditorArea area={area} label={`Merged text of ${title}`} value={value} onChange={setValue} onSave={() => void save()} onLeave={() => void leaveEditor(sessionId, value !== start)} />
        </section>
      </div>
    </HandworkFrame>
  )
}

function SideText({ text, label }: { text: string | null; label: string }) {
  if (text === null) return <p className="px-4 py-2 text-xs text-fg-2">The file does not exist on this side.</p>
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region has to be reachable by keyboard
    <pre tabIndex={0} aria-label={label} className="min-h-0 flex-1 overflow-auto px-4 pb-3 font-mono text-[12.5px] leading-[20px] [tab-size:4]">
      {withHiddenShown(text)}
    </pre>
  )
}

interface RegionBarProps {
  region: Region | undefined
  count: number
  onChoose: (region: Region, choice: Choice) => void
  onShow: (region: Region) => void
}

/** What to do with the first place that is not settled. */
function RegionBar({ region, count, onChoose, onShow }: RegionBarProps) {
  if (!region) return <p className="flex min-h-[40px] shrink-0 items-center px-4 text-xs text-fg-2">Edit the merged text as you like.</p>
  const button = (choice: Choice, words: string) => (
    <Button kind="soft" className="max-md:h-11 max-md:px-3" onClick={() => onChoose(region, choice)}>
      {words}
    </Button>
  )
  return (
    <div role="toolbar" aria-label="Settle this place" className="flex min-h-[40px] shrink-0 flex-wrap items-center gap-1.5 px-3 py-1.5">
      <Button className="tnum max-md:h-11" onClick={() => onShow(region)}>
        <ChevronDown />
        Line {region.line}
        {count > 1 && `, 1 of ${count}`}
      </Button>
      {button('theirs', 'Take on disk')}
      {button('yours', 'Take proposed')}
      {button('both', 'Take both')}
    </div>
  )
}
