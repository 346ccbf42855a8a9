import {
  CircleAlert,
  CircleCheck,
  CircleDot,
  CircleSlash,
  FileCheck,
  FileDiff,
  FileWarning,
  FileX,
  MessageCircleQuestion,
  PlugZap,
  Plus,
  SquareTerminal,
  Undo2,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { agoText } from '~/lib/format'
import type { Fact } from '~/wire/types'
import { factWords } from './words'

const ICONS: Record<Fact['kind'], ReactNode> = {
  completed: <CircleCheck className="text-ok" />,
  failed: <CircleAlert className="text-err" />,
  interrupted: <PlugZap className="text-warn" />,
  cancelled: <CircleSlash className="text-fg-3" />,
  waiting: <MessageCircleQuestion className="text-warn" />,
  answered: <CircleDot className="text-fg-3" />,
  expired: <CircleSlash className="text-fg-3" />,
  terminal: <SquareTerminal className="text-fg-2" />,
  changes: <FileDiff className="text-info" />,
  conflicts: <FileWarning className="text-err" />,
  applied: <FileCheck className="text-ok" />,
  rewound: <Undo2 className="text-fg-2" />,
  rejected: <FileX className="text-fg-3" />,
  session: <Plus className="text-fg-2" />,
}

/** One line of what happened; it goes there. */
export function FactLine({ fact, onGo }: { fact: Fact; onGo: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onGo}
        className="flex min-h-7 w-full items-center gap-2 rounded-md px-2 text-left text-xs hover:bg-bg-2 max-md:min-h-11 max-md:text-sm [&>svg]:size-[15px] [&>svg]:shrink-0"
      >
        {ICONS[fact.kind]}
        <span className="shrink-0 font-[530]">
          {fact.count} {factWords(fact.kind, fact.count)}
        </span>
        <span className="min-w-0 flex-1 truncate text-fg-2">{fact.text}</span>
        <span className="shrink-0 text-2xs text-fg-3 tnum">{agoText(fact.at)}</span>
      </button>
    </li>
  )
}
