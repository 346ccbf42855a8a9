import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '~/ui/button'

/** Copies text and says so for a moment. */
export function CopyButton({ text, label, className }: { text: string | (() => string); label: string; className?: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1400)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async () => {
    await copyText(typeof text === 'string' ? text : text())
    setCopied(true)
  }
  return (
    <Button size="iconSm" className={className} aria-label={copied ? 'Copied' : label} title={label} onClick={() => void copy()}>
      {copied ? <Check className="text-ok" /> : <Copy />}
    </Button>
  )
}

/** Also works on plain HTTP, where browsers have no clipboard API. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text)
  const area = document.createElement('textarea')
  area.value = text
  document.body.append(area)
  area.select()
  document.execCommand('copy')
  area.remove()
}
