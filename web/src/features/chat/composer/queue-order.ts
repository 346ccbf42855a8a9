/** The order with one id moved to a place; the same array when nothing moves. Pure. */
export function moved(order: readonly string[], id: string, to: number): string[] {
  const from = order.indexOf(id)
  const place = Math.max(0, Math.min(to, order.length - 1))
  if (from < 0 || from === place) return order as string[]
  return order.toSpliced(from, 1).toSpliced(place, 0, id)
}
