import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { getOutput, outputUrl } from '~/connection/chat-api'
import { Button } from '~/ui/button'
import { CardCode } from './Card'

const SHOWN_LENGTH = 400_000

/** The foot of a cut result: the whole output on demand. */
export function WholeOutput({ partId, hasBlob }: { partId: string; hasBlob: boolean }) {
  const [wanted, setWanted] = useState(false)
  const output = useQuery({ queryKey: ['output', partId], queryFn: () => getOutput(partId), enabled: wanted, staleTime: Infinity })
  if (!hasBlob) return <Foot>The rest was left out.</Foot>
  if (output.data !== undefined) {
    const isCut = output.data.length > SHOWN_LENGTH
    return (
      <>
        <Foot>
          Whole output{isCut && ', its beginning'} ·{' '}
          <a href={outputUrl(partId)} target="_blank" rel="noreferrer" className="text-accent-ink underline">
            open in a tab
          </a>
        </Foot>
        <CardCode text={output.data.slice(0, SHOWN_LENGTH)} language="" />
      </>
    )
  }
  return (
    <Foot>
      This was cut for the model.{' '}
      <Button data-more size="xs" kind="soft" className="pointer-coarse:h-11" disabled={output.isFetching} onClick={() => setWanted(true)}>
        {output.isFetching ? 'Loading…' : 'Show whole output'}
      </Button>
      {output.error && <span className="text-err"> {output.error.message}</span>}
    </Foot>
  )
}

const Foot = ({ children }: { children: React.ReactNode }) => (
  <p className="border-t border-line px-3 py-1 text-2xs text-fg-3">{children}</p>
)
