/** What a provider's state means to a person. Pure. */
import type { ProviderSnapshot } from '~/wire/types'

export type ProviderTone = 'ok' | 'busy' | 'warn' | 'err' | 'off'

export interface ProviderState {
  tone: ProviderTone
  words: string
  /** Whether a prompt can go to it now. */
  isUsable: boolean
}

type Known = Pick<ProviderSnapshot, 'status' | 'enabled' | 'installed' | 'needs_login' | 'refreshing' | 'models' | 'external' | 'checked_at'>

export function providerState(provider: Known): ProviderState {
  if (!provider.enabled) return { tone: 'off', words: 'Switched off', isUsable: false }
  if (!provider.installed) return { tone: 'off', words: 'Not installed', isUsable: false }
  if (provider.needs_login) return { tone: 'warn', words: 'Needs a login', isUsable: false }
  switch (provider.status) {
    case 'ready':
      if (provider.refreshing) return { tone: 'busy', words: 'Being checked', isUsable: true }
      if (provider.external && !provider.checked_at) return { tone: 'off', words: 'Not tried yet', isUsable: true }
      return { tone: 'ok', words: 'Ready', isUsable: true }
    case 'loading':
      // What was seen last time still holds until the check says otherwise.
      return { tone: 'busy', words: 'Being checked', isUsable: provider.models.length > 0 }
    case 'error':
      return { tone: 'err', words: 'Does not work', isUsable: false }
    case 'unavailable':
      return { tone: 'warn', words: 'Not available', isUsable: false }
  }
}

/** What to do where a provider cannot be used and says nothing itself. */
export function adviceFor(provider: Known & Pick<ProviderSnapshot, 'label' | 'message'>): string {
  const command = installCommandOf(provider)
  if (command) return provider.message.replace(command, () => `\`${command}\``)
  if (provider.message) return provider.message
  if (!provider.enabled) return `${provider.label} is switched off in the settings.`
  if (!provider.installed) return `${provider.label} was not found on this machine. The settings say how to install it.`
  if (provider.needs_login) return `${provider.label} wants you to log in. The settings say how.`
  return ''
}

/** The command that installs it, where the server names one: it stands last, so that it can be copied. */
export function installCommandOf({ installed, message }: Pick<ProviderSnapshot, 'installed' | 'message'>): string | null {
  return installed ? null : (/\bInstall it: ([^`]+)$/.exec(message)?.[1]?.trim() ?? null)
}

/** Those that can be used first; the rest as the server orders them. */
export function byUse<T extends Known>(providers: readonly T[]): { usable: T[]; others: T[] } {
  return {
    usable: providers.filter((one) => providerState(one).isUsable),
    others: providers.filter((one) => !providerState(one).isUsable),
  }
}
