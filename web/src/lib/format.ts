/** Numbers and times as people read them. */

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `now`, `5 min`, `3 h`, `2 d`, then a date; the year only when it is another one. */
export function agoText(time: string, now = Date.now()): string {
  const age = now - Date.parse(time)
  if (age < MINUTE) return 'now'
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`
  if (age < DAY) return `${Math.floor(age / HOUR)} h`
  if (age < 7 * DAY) return `${Math.floor(age / DAY)} d`
  const at = new Date(time)
  const year = at.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const }
  return at.toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...year })
}

/** `950`, `18.4k`, `1.2M`. */
export function countText(count: number): string {
  if (count < 1000) return String(count)
  if (count < 999_950) return `${trimmed(count / 1000)}k`
  return `${trimmed(count / 1_000_000)}M`
}

function trimmed(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(1).replace(/\.0$/, '')
}

/** `850 ms`, `3.2 s`, `2 min 5 s`, `1 h 3 min`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** `$1.25`; small amounts keep two digits that say something. */
export function costText(dollars: number): string {
  if (dollars === 0) return '$0'
  return dollars < 0.01 ? `$${Number(dollars.toPrecision(2))}` : `$${dollars.toFixed(2)}`
}

/** `512 B`, `1.5 KB`, `32 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${trimmed(value)} ${units[unit]}`
}
