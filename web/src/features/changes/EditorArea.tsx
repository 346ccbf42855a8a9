import { useRef, type RefObject } from 'react'

interface EditorAreaProps {
  area: RefObject<HTMLTextAreaElement | null>
  label: string
  value: string
  onChange: (value: string) => void
  onSave: () => void
  onLeave: () => void
}

/** A text area for code, with the numbers of its lines. */
export function EditorArea({ area, label, value, onChange, onSave, onLeave }: EditorAreaProps) {
  const numbers = useRef<HTMLPreElement>(null)
  const count = value.split('\n').length
  return (
    <div className="flex min-h-0 flex-1 font-mono text-[12.5px] leading-[20px] max-md:text-[16px] max-md:leading-[24px]">
      <pre ref={numbers} aria-hidden className="overflow-hidden py-2 pr-3 pl-4 text-right text-fg-3 select-none max-md:hidden">
        {Array.from({ length: count }, (_, index) => index + 1).join('\n')}
      </pre>
      <textarea
        ref={area}
        aria-label={label}
        value={value}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        className="min-w-0 flex-1 resize-none bg-transparent px-2 py-2 whitespace-pre outline-none [tab-size:4]"
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) onSave()
          else if (event.key === 'Escape') onLeave()
          else return
          event.preventDefault()
          event.stopPropagation()
        }}
      />
    </div>
  )
}
