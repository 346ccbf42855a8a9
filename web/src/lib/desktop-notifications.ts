/** Notifications of the system, for while BooCode is not in front. Whether this browser shows them is its own matter. */
import { create } from 'zustand'

const KEY = 'boocode.desktop-notifications'

/** Why they cannot be had, or whether they are on. */
export type DesktopState = 'missing' | 'insecure' | 'denied' | 'off' | 'on'

const stateNow = (): DesktopState => {
  if (!window.isSecureContext) return 'insecure'
  if (!('Notification' in window)) return 'missing'
  if (Notification.permission === 'denied') return 'denied'
  return Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on' ? 'on' : 'off'
}

export const useDesktop = create<{ state: DesktopState }>(() => ({ state: stateNow() }))

/** Turns them on, which may ask the person, or off. Only ever on a click. */
export async function setDesktop(isOn: boolean): Promise<void> {
  if (isOn && 'Notification' in window && Notification.permission === 'default') await Notification.requestPermission()
  localStorage.setItem(KEY, isOn ? 'on' : 'off')
  useDesktop.setState({ state: stateNow() })
}

interface Shown {
  title: string
  body: string
  /** One of the same tag takes its place, also in other tabs of this browser. */
  tag: string
  onClick?: () => void
}

/** Shows one; false where the browser does not. */
export async function showOnDesktop({ title, body, tag, onClick }: Shown): Promise<boolean> {
  const options = { body, tag, icon: '/icon-192.png' }
  try {
    const shown = new Notification(title, options)
    shown.addEventListener('click', () => {
      window.focus()
      shown.close()
      onClick?.()
    })
    return await new Promise((done) => {
      shown.addEventListener('show', () => done(true))
      shown.addEventListener('error', () => done(false))
    })
  } catch {
    // Phones show them through the service worker only.
    const worker = await navigator.serviceWorker?.getRegistration()
    await worker?.showNotification(title, options)
    return worker !== undefined
  }
}
