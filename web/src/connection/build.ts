/** Whether the server has another build of the UI than the one that runs here. */
import { create } from 'zustand'
import { onOpened } from './socket'

export const useBuild = create<{ isOld: boolean }>(() => ({ isOld: false }))

async function isOldBuild(): Promise<boolean> {
  const entry = document.querySelector('script[type=module][src]')?.getAttribute('src')
  if (!entry) return false
  try {
    const response = await fetch('/', { cache: 'no-store' })
    return response.ok && !(await response.text()).includes(entry)
  } catch {
    return false // The server is away; the next connection asks again.
  }
}

let isFirst = true

/** Looks whenever a connection comes back, and when a part of this build is not there any more. */
export function followBuild(): () => void {
  const look = async () => {
    if (await isOldBuild()) useBuild.setState({ isOld: true })
  }
  const onMissing = () => void look()
  window.addEventListener('vite:preloadError', onMissing)
  const end = onOpened(() => {
    if (!isFirst) void look()
    isFirst = false
  })
  return () => {
    end()
    window.removeEventListener('vite:preloadError', onMissing)
  }
}
