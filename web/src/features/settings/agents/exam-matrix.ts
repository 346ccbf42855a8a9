/** Exams side by side: a column for each capability that any of them tried. Pure. */
import type { Exam, ExamLine } from '~/wire/types'

export interface Matrix {
  columns: { capability: string; label: string }[]
  /** By provider id: what was seen, by capability. */
  cells: Record<string, Record<string, ExamLine>>
}

export function matrixOf(exams: readonly Exam[]): Matrix {
  const columns = new Map<string, string>()
  const cells: Matrix['cells'] = {}
  for (const exam of exams) {
    for (const line of exam.lines) if (!columns.has(line.capability)) columns.set(line.capability, line.label)
    cells[exam.provider] = Object.fromEntries(exam.lines.map((line) => [line.capability, line]))
  }
  return { columns: [...columns].map(([capability, label]) => ({ capability, label })), cells }
}

/** The newest exam of each provider. */
export function newestExams(exams: readonly Exam[]): Exam[] {
  const newest = new Map<string, Exam>()
  for (const exam of exams) {
    const known = newest.get(exam.provider)
    if (!known || exam.running || exam.at > known.at) newest.set(exam.provider, exam)
  }
  return [...newest.values()]
}
