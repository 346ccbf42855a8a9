import { ClipboardList, File, FileText, Image, LoaderCircle, RotateCw, TextCursorInput, X } from 'lucide-react'
import { attachmentUrl } from '~/connection/chat-api'
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
  const insert = async () => {
    const pasted = await textOf(chip)
    keeper.remove(chip.key)
    const { text } = keeper.store.getState()
    keeper.write(text ? `${text}\n${pasted}` : pasted)
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
      {chip.kind === 'paste' && (chip.text !== null || chip.ref) && (
        <button type="button" className={tool} aria-label="Insert as text" title="Insert as text" onClick={() => void insert()}>
          <TextCursorInput className="size-[13px]" />
        </button>
      )}
      {chip.state === 'failed' && keeper.canRetry(chip.key) && (
        <button type="button" className={tool} aria-label={`Upload ${chip.name} again`} title="Upload again" onClick={() => void keeper.retry(chip)}>
          <RotateCw className="size-[13px]" />
        </button>
      )}
      <button type="button" className={tool} aria-label={`Remove ${chip.name}`} onClick={() => keeper.remove(chip.key)}>
        <X className="size-[13px]" />
      </button>
    </li>
  )
}

/** What was pasted; another browser has to fetch it. */
async function textOf({ text, ref }: Chip): Promise<string> {
  if (text !== null || !ref || !('attachment_id' in ref)) return text ?? ''
  return (await fetch(attachmentUrl(ref.attachment_id))).text()
}
