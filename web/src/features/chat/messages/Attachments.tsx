import { ClipboardList, File, FileText } from 'lucide-react'
import { attachmentUrl } from '~/connection/chat-api'
import { bytesText } from '~/lib/format'
import type { PartOf } from '~/wire/types'

const chip =
  'flex h-[26px] max-w-full items-center gap-1.5 rounded-md border border-line-2 bg-bg-1 px-2 text-xs text-fg-2 pointer-coarse:h-11 [&_svg]:size-[14px] [&_svg]:shrink-0 [&_svg]:text-fg-3'

/** What was sent with a prompt: pictures as pictures, the rest as chips that open. */
export function Attachments({ parts }: { parts: readonly PartOf<'attachment'>[] }) {
  if (!parts.length) return null
  return (
    <ul className="flex flex-wrap justify-end gap-1.5" aria-label="Attachments">
      {parts.map((part) => (
        <li key={part.id} className="max-w-full">
          <Attachment part={part} />
        </li>
      ))}
    </ul>
  )
}

function Attachment({ part }: { part: PartOf<'attachment'> }) {
  const url = part.attachment_id === null ? null : attachmentUrl(part.attachment_id)
  if (part.kind === 'image' && url) {
    return (
      <a href={url} target="_blank" rel="noreferrer" aria-label={`Open ${part.name}`}>
        <img src={url} alt={part.name} loading="lazy" className="h-32 max-w-full rounded-md border border-line object-cover" />
      </a>
    )
  }
  if (part.kind === 'reference' || !url) {
    return (
      <span className={chip} title={part.path ?? part.name}>
        <FileText />
        <span className="truncate font-mono text-[11.5px]">{part.path ?? part.name}</span>
      </span>
    )
  }
  return (
    <a href={url} target="_blank" rel="noreferrer" className={`${chip} hover:bg-bg-2`}>
      {part.kind === 'paste' ? <ClipboardList /> : <File />}
      <span className="truncate">{part.name}</span>
      <span className="shrink-0 text-fg-3 tnum">{bytesText(part.size)}</span>
    </a>
  )
}
