/** A moment as a person says it: day and time. */
export const timeText = (at: string): string =>
  new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })

const DAY_MS = 86_400_000

/** The day that was so many days ago, as filters name it. */
export const daysAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)
