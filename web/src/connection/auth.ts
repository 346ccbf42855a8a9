/** Who we are: known after `checkLogin`, forgotten when the server says so. */
import { create } from 'zustand'
import { answerOf, api, ApiError, setUnauthorizedListener } from '~/wire/client'

export type AuthState = 'checking' | 'signed-in' | 'signed-out' | 'unreachable'

interface Auth {
  state: AuthState
  /** Why the login failed that came with the address; shown on the login screen. */
  problem: string | null
}

export const useAuth = create<Auth>(() => ({ state: 'checking', problem: null }))

/** Every part that notices a lost login calls this; the login screen takes over. */
export function signedOut(): void {
  useAuth.setState({ state: 'signed-out' })
}

setUnauthorizedListener(signedOut)

/** Uses the one-time code of the address, if there is one, and asks the server who we are. */
export async function checkLogin(): Promise<void> {
  try {
    const code = takeCodeFromAddress()
    if (code) await login({ code })
    await answerOf(api.GET('/api/auth/me'))
    useAuth.setState({ state: 'signed-in', problem: null })
  } catch (error) {
    if (error instanceof ApiError && error.status !== 0) {
      useAuth.setState({ state: 'signed-out', problem: error.status === 401 ? null : error.message })
    } else {
      useAuth.setState({ state: 'unreachable' })
    }
  }
}

/** Signs in with the access token or a one-time code. Throws `ApiError`. */
export async function login(secret: { token: string } | { code: string }): Promise<void> {
  await answerOf(api.POST('/api/auth/login', { body: secret }))
  useAuth.setState({ state: 'signed-in', problem: null })
}

export async function logout(): Promise<void> {
  await answerOf(api.POST('/api/auth/logout'))
  signedOut()
}

/** Reads `#login=CODE` and removes it from the address and the history at once. */
export function takeCodeFromAddress(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('login')
  if (code) history.replaceState(history.state, '', location.pathname + location.search)
  return code
}
