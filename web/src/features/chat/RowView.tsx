import { memo, type ReactNode } from 'react'
import { FootRow } from './messages/FootRow'
import { NoticeRow, SteerRow } from './messages/NoticeRow'
import { PromptRow } from './messages/PromptRow'
import { Answer } from './parts/Answer'
import { Reasoning } from './parts/Reasoning'
import { ToolBatch } from './parts/ToolBatch'
import { PermissionRow, QuestionRow, RequestRow } from './requests/RequestRow'
import { isSameRow, type Row } from './rows'

/** One row of the transcript; drawn again only when it looks different. */
export const RowView = memo(
  function RowView({ row }: { row: Row }): ReactNode {
    switch (row.kind) {
      case 'prompt':
        return <PromptRow message={row.message} />
      case 'text':
        return <Answer part={row.part} />
      case 'reasoning':
        return <Reasoning part={row.part} />
      case 'calls':
        return <ToolBatch batch={row} />
      case 'question':
        return <QuestionRow {...row.call} />
      case 'permission':
        return <PermissionRow call={row.call} requestId={row.requestId} />
      case 'request':
        return <RequestRow request={row.request} />
      case 'notice':
        return <NoticeRow part={row.part} message={row.message} />
      case 'steer':
        return <SteerRow part={row.part} />
      case 'foot':
        return <FootRow message={row.message} />
    }
  },
  (a, b) => isSameRow(a.row, b.row),
)
