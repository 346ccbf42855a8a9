import type { ReactNode } from 'react'
import type { PartOf, ToolDetail } from '~/wire/types'
import { imageUrl } from '~/connection/chat-api'
import { grammarOf, grammarOfPath } from '~/lib/grammars'
import type { Call } from '../rows'
import { CardBody, CardCode, CardHead } from './Card'
import { DiffLines } from './DiffLines'
import { LiveOutput } from './LiveOutput'
import { SearchHits } from './SearchHits'
import { commandOf, plainText } from './terminal-text'
import { WholeOutput } from './WholeOutput'

/** What a tool was asked and what it gave, by the kind of its result. */
export function ToolCard({ call, result }: Call) {
  return (
    <div className="mt-0.5 mb-1.5 ml-[22px] overflow-hidden rounded-md border border-line bg-code text-xs pointer-coarse:ml-0">
      {result ? <Result result={result} call={call} /> : <Arguments call={call} />}
      {result && result.images.length > 0 && <Images result={result} />}
      {result && (result.truncated || result.output_blob) && <WholeOutput partId={result.id} hasBlob={result.output_blob !== null} />}
    </div>
  )
}

function Result({ result, call }: { result: PartOf<'tool_result'>; call: PartOf<'tool_call'> }) {
  if (result.state === 'open') return <LiveOutput command={commandOf(call)} text={result.text} />
  if (result.is_error) return <Failure text={result.text} call={call} />
  if (!result.detail) return <Bare result={result} call={call} />
  return <Detail detail={result.detail} text={result.text} />
}

/** Nothing is known of it but words. */
function Bare({ result, call }: { result: PartOf<'tool_result'>; call: PartOf<'tool_call'> }) {
  const text = plainText(result.text)
  const command = commandOf(call)
  return (
    <>
      {command && <CardHead title={`$ ${command}`} copy={text} />}
      <CardCode text={text || 'It gave nothing back.'} language="" />
    </>
  )
}

function Failure({ text, call }: { text: string; call: PartOf<'tool_call'> }) {
  return (
    <>
      <CardBody>
        <p className="[overflow-wrap:anywhere] whitespace-pre-wrap text-err">{text || 'The tool failed without a word.'}</p>
      </CardBody>
      <Arguments call={call} />
    </>
  )
}

function Detail({ detail, text }: { detail: ToolDetail; text: string }): ReactNode {
  switch (detail.type) {
    case 'read':
      return (
        <>
          <CardHead title={detail.path} hint={linesText(detail)} copy={detail.content} />
          <CardCode
            text={detail.content}
            language={grammarOf(detail.language) ?? grammarOfPath(detail.path) ?? ''}
            start={detail.start_line ?? 1}
          />
        </>
      )
    case 'search':
      return <SearchHits detail={detail} text={text} />
    case 'shell':
      return (
        <>
          <CardHead title={`$ ${detail.command}`} hint={exitText(detail.exit_code)} isBad={(detail.exit_code ?? 0) !== 0} copy={detail.output} />
          <CardCode text={plainText(detail.output) || 'No output.'} language="" />
        </>
      )
    case 'fetch':
      return (
        <>
          <CardHead title={detail.title || detail.url} hint={detail.status ? String(detail.status) : ''} copy={detail.url} />
          <CardBody>
            <a href={detail.url} target="_blank" rel="noopener noreferrer nofollow" className="break-all text-accent-ink underline">
              {detail.url}
            </a>
          </CardBody>
          <CardCode text={detail.content} language="" wrap />
        </>
      )
    case 'edit':
      return (
        <>
          <CardHead title={detail.path} copy={detail.diff} />
          <DiffLines diff={detail.diff} />
        </>
      )
    case 'write':
      return (
        <>
          <CardHead title={detail.path} copy={detail.content} />
          <CardCode text={detail.content} language={grammarOfPath(detail.path) ?? ''} start={1} />
        </>
      )
    case 'delegate':
      return (
        <CardBody>
          <p className="whitespace-pre-wrap">{detail.summary}</p>
        </CardBody>
      )
    case 'other':
      return (
        <>
          {detail.title && <CardHead title={detail.title} copy={detail.text} />}
          {detail.language === 'diff' ? (
            <DiffLines diff={detail.text} />
          ) : (
            <CardCode text={detail.text || text} language={grammarOf(detail.language) ?? ''} />
          )}
        </>
      )
  }
}

function Arguments({ call }: { call: PartOf<'tool_call'> }) {
  const given = Object.entries(call.arguments)
  if (!given.length) return null
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 px-3 py-2">
      {given.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-fg-3">{name}</dt>
          <dd className="font-mono text-[11.5px] [overflow-wrap:anywhere] whitespace-pre-wrap">
            {typeof value === 'string' ? value : JSON.stringify(value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Images({ result }: { result: PartOf<'tool_result'> }) {
  return (
    <div className="flex flex-wrap gap-2 border-t border-line p-2">
      {result.images.map((sha256) => (
        <a key={sha256} href={imageUrl(result.id, sha256)} target="_blank" rel="noreferrer" aria-label="Open the picture">
          <img src={imageUrl(result.id, sha256)} alt="" loading="lazy" className="max-h-64 rounded-sm border border-line" />
        </a>
      ))}
    </div>
  )
}

function linesText(detail: Extract<ToolDetail, { type: 'read' }>): string {
  const { start_line: start, end_line: end, total_lines: total } = detail
  if (start === null || end === null) return total === null ? '' : `${total} lines`
  return total === null ? `lines ${start}–${end}` : `lines ${start}–${end} of ${total}`
}

function exitText(code: number | null): string {
  if (code === null) return ''
  return code === 0 ? 'exit 0' : `exit ${code}`
}

