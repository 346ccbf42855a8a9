import { clsx, type ClassValue } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

/** Our own text sizes, which must not be taken for colours. */
const merge = extendTailwindMerge({ extend: { theme: { text: ['2xs'] } } })

/** Joins class names; a later Tailwind class wins over an earlier one of the same kind. */
export const cn = (...classes: ClassValue[]): string => merge(clsx(classes))
