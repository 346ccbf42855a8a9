/** The count of what nobody saw, where a tab that is not in front can show it: its title, its icon, the app's icon. */

const TITLE = 'BooCode'
const SIZE = 64

let shown = 0
let plainIcon: string | null = null

/** Shows a count; 0 shows none. */
export function showBadge(count: number): void {
  document.title = count > 0 ? `(${count}) ${TITLE}` : TITLE
  if (count === shown) return
  shown = count
  void drawIcon(count)
  void (count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.())?.catch(() => undefined)
}

async function drawIcon(count: number): Promise<void> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  plainIcon ??= link.href
  link.href = count > 0 ? await dotted(plainIcon).catch(() => plainIcon ?? '') : plainIcon
  if (count !== shown) await drawIcon(shown) // it changed while the picture was drawn
}

/** The icon with a dot. */
async function dotted(source: string): Promise<string> {
  const image = new Image(SIZE, SIZE)
  image.src = source
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = SIZE
  const pen = canvas.getContext('2d')
  if (!pen) return source
  pen.drawImage(image, 0, 0, SIZE, SIZE)
  pen.beginPath()
  pen.arc(SIZE - 17, 17, 16, 0, 2 * Math.PI)
  pen.fillStyle = '#e5484d'
  pen.fill()
  return canvas.toDataURL()
}
