import { useQuery } from '@tanstack/react-query'
import { BrushCleaning, Ellipsis, FoldVertical, ShieldCheck, ShieldOff, UnfoldVertical } from 'lucide-react'
import { clearDesk, setDesk, useDesk } from '~/connection/changes-desk'
import { isOpen, unitsOf } from '~/connection/changes-review'
import { confirm } from '~/ui/confirm'
import { Button } from '~/ui/button'
import { MenuItem, MenuLine, MenuRoot } from '~/ui/menu'
import { toastError } from '~/ui/toast'
import { changeSession } from '~/wire/mutations'
import { sessionQuery } from '~/wire/queries'

/** What is rarely needed in a review. */
export function MoreMenu({ sessionId }: { sessionId: string }) {
  const sheets = useDesk(sessionId, (desk) => desk.sheets)
  const paths = useDesk(sessionId, (desk) => desk.paths)
  const isAllFolded = useDesk(sessionId, (desk) => desk.sheets.every((sheet) => desk.collapsed.has(sheet.key)))
  const hasDecided = sheets.some((sheet) => unitsOf(sheet, paths).some((unit) => !isOpen(unit)))
  const mayApply = useQuery(sessionQuery(sessionId)).data?.allow_apply ?? false
  return (
    <MenuRoot
      align="end"
      trigger={
        <Button size="icon" aria-label="More for this review" className="max-md:size-11">
          <Ellipsis />
        </Button>
      }
    >
      <MenuItem
        icon={isAllFolded ? <UnfoldVertical /> : <FoldVertical />}
        onClick={() => setDesk(sessionId, { collapsed: new Set(isAllFolded ? [] : sheets.map((sheet) => sheet.key)) })}
      >
        {isAllFolded ? 'Unfold all files' : 'Fold all files'}
      </MenuItem>
      <MenuItem icon={<BrushCleaning />} disabled={!hasDecided} onClick={() => clearDesk(sessionId)}>
        Put away what is decided
      </MenuItem>
      <MenuLine />
      <MenuItem icon={mayApply ? <ShieldCheck /> : <ShieldOff />} onClick={() => void letApply(sessionId, !mayApply)}>
        {mayApply ? 'Stop letting agents apply' : 'Let agents apply by themselves…'}
      </MenuItem>
    </MenuRoot>
  )
}

/** The human's word that agents of a session may change files without a review, or its end. */
async function letApply(sessionId: string, mayApply: boolean): Promise<void> {
  const body = 'Agents of this session may then apply and take back their own changes without asking you. Every change is still listed here and can be taken back.'
  if (mayApply && !(await confirm({ title: 'Let agents apply changes?', body, action: 'Let them apply', kind: 'primary' }))) return
  changeSession(sessionId, { allow_apply: mayApply }).catch((error: unknown) => toastError('It was not changed', error))
}
