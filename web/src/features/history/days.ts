const DAY_MS = 24 * 60 * 60_000

/** Under which heading a chat stands: Today, Yesterday, This week, else its month. */
export function dayOf(time: string, now = new Date()): string {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime()
  const at = new Date(time)
  if (at.getTime() >= today) return 'Today'
  if (at.getTime() >= today - DAY_MS) return 'Yesterday'
  if (at.getTime() >= today - 6 * DAY_MS) return 'This week'
  return at.toLocaleDateString(undefined, { month: 'long', year: 'numeric' })
}
