import { ClipboardList, File, FileText, Image, LoaderCircle, TextCursorInput, X } from 'lucide-react'
import { draftKeeper, type Chip } from '~/connection/chat-draft'
import { cn } from '~/lib/cn'
import { bytesText } from '~/lib/format'

const icons = { file: File, image: Image, paste: ClipboardList, reference: FileText }
const tool = 'grid size-[22px] shrink-0 place-items-center rounded-sm text-fg-3 hover:bg-bg-3 hover:text-fg-1 pointer-coarse:size-11'

/** What goes with the next message. */
export function Chips({ chatId, chips }: { chatId: string; chips: readonly Chip[] }) {
  if (!chips.length) return null
  return (
    <ul className="flex flex-wrap gap-1.5 px-2.5 pt-2.5" aria-label="Attachments">
      {chips.map((chip) => (
        <ChipItem key={chip.key} chatId={chatId} chip={chip} />
      ))}
    </ul>
  )
}

function ChipItem({ chatId, chip }: { chatId: string; chip: Chip }) {
  const keeper = draftKeeper(chatId)
  const Icon = chip.state === 'uploading' ? LoaderCircle : icons[chip.kind]
  const insert = () => {
    keeper.remove(chip.key)
    const { text } = keeper.store.getState()
    keeper.write(text ? `${text}\n${chip.text ?? ''}` : (chip.text ?? ''))
  }
  return (
    <li
      className={cn(
        'flex h-[26px] max-w-full items-center gap-1.5 rounded-md bg-bg-2 pl-2 text-xs text-fg-2 pointer-coarse:h-11',
        chip.state === 'failed' && 'bg-err-soft text-err',
      )}
      title={chip.problem ?? chip.name}
    >
      <Icon className={cn('size-[14px] shrink-0', chip.state === 'uploading' && 'animate-spin')} />
      <span className={cn('truncate', chip.kind === 'reference' && 'font-mono text-[11.5px]')}>{chip.name}</span>
      {chip.size > 0 && <span className="shrink-0 text-2xs text-fg-3 tnum">{bytesText(chip.size)}</span>}
      {chip.problem && <span className="min-w-0 truncate">{chip.problem}</span>}
      {chip.text !== null && (
        <button type="button" className={tool} aria-label="Insert as text" title="Insert as text" onClick={insert}>
          <TextCursorInput className="size-[13px]" />
        </button>
      )}
      <button type="button" className={tool} aria-label={`Remove ${chip.name}`} onClick={() => keeper.remove(chip.key)}>
        <X className="size-[13px]" />
      </button>
    </li>
  )
}
