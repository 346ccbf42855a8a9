import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { copyText } from '~/lib/clipboard'
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
