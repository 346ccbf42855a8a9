import { expect, it } from 'vitest'
import type { Exam } from '~/wire/types'
import { matrixOf, newestExams } from './exam-matrix'

const line = (capability: string, grade: 'yes' | 'no' = 'yes') => ({ capability, label: capability.toUpperCase(), grade, note: '', seconds: null })
const exam = (provider: string, at: string, ...lines: Exam['lines']): Exam => ({ provider, version: '1', at, running: false, lines })

it('exams stand side by side, each capability once', () => {
  const matrix = matrixOf([exam('a', '1', line('stream')), exam('b', '1', line('stream', 'no'), line('resume'))])
  expect(matrix.columns.map(({ label }) => label)).toEqual(['STREAM', 'RESUME'])
  expect(matrix.cells.b?.stream?.grade).toBe('no')
  expect(matrix.cells.a?.resume).toBeUndefined()
})

it('of each provider the newest exam counts', () => {
  expect(newestExams([exam('a', '2026-01-01'), exam('a', '2026-02-01'), exam('b', '2026-01-01')]).map(({ at }) => at)).toEqual(['2026-02-01', '2026-01-01'])
})
