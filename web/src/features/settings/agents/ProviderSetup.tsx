import { Copy, Stethoscope, Trash2 } from 'lucide-react'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { agoText } from '~/lib/format'
import { Button } from '~/ui/button'
import { confirm } from '~/ui/confirm'
import { Segmented } from '~/ui/segmented'
import { Select } from '~/ui/select'
import { TextArea, TextField } from '~/ui/field'
import { adviceFor, installCommandOf } from '~/ui/provider-state'
import { toastError, toasts } from '~/ui/toast'
import { Words } from '~/ui/words'
import { changeProviders } from '~/wire/agents'
import type { ProviderConfig, ProviderSnapshot } from '~/wire/types'
import { changedConfig, envOf, envText, lineOf, wordsOf } from './provider-form'

const DiagnosticDialog = lazy(() => import('./DiagnosticDialog'))

interface Props {
  provider: ProviderSnapshot
  config: ProviderConfig | undefined
}

const ACCOUNTS = [
  { value: 'local', label: 'Local models' },
  { value: 'own', label: 'Its own account' },
] as const

/** How a provider is set up. Choices hold at once; what is typed is saved by its button. */
export function ProviderSetup({ provider, config }: Props) {
  const [isLooking, setLooking] = useState(false)
  const install = installCommandOf(provider)
  const advice = install ? 'It was not found on this machine. Run this in a terminal, then look again:' : adviceFor(provider)
  const change = (what: Partial<ProviderConfig>) => {
    changeProviders({ [provider.id]: changedConfig(config, what) }).catch((error: unknown) => toastError('It was not changed', error))
  }
  return (
    <div className="flex flex-col gap-3">
      {advice && (
        <p className="rounded-md bg-bg-0 px-3 py-2 text-xs [overflow-wrap:anywhere]">
          <Words text={advice} />
        </p>
      )}
      {install && <InstallCommand command={install} />}
      {provider.external && provider.account && (
        <Row label="Who pays and answers" hint={accountWords(provider)}>
          <Segmented label={`Account of ${provider.label}`} value={provider.account} options={ACCOUNTS} onChange={(account) => change({ account })} />
        </Row>
      )}
      {provider.models.length > 0 && (
        <Row label="Model of new chats">
          <Select
            label={`Model of ${provider.label}`}
            value={config?.model ?? ''}
            options={[{ value: '', label: 'As it comes' }, ...provider.models.map((model) => ({ value: model.id, label: model.name || model.id }))]}
            onChange={(model) => change({ model: model || null })}
          />
        </Row>
      )}
      {provider.modes.length > 1 && (
        <Row label="Mode of new chats">
          <Select
            label={`Mode of ${provider.label}`}
            value={config?.mode ?? ''}
            options={[{ value: '', label: 'As it comes' }, ...provider.modes.map(({ id, label }) => ({ value: id, label }))]}
            onChange={(mode) => change({ mode: mode || null })}
          />
        </Row>
      )}
      {provider.external && <Typed key={JSON.stringify(config)} provider={provider} config={config} />}
      <div className="flex flex-wrap items-center gap-1.5">
        {provider.external && (
          <Button kind="soft" size="md" className="max-md:h-11" onClick={() => setLooking(true)}>
            <Stethoscope />
            Diagnose
          </Button>
        )}
        {config?.custom && (
          <Button kind="danger" size="md" className="max-md:h-11" onClick={() => void remove(provider)}>
            <Trash2 />
            Remove
          </Button>
        )}
        <span className="ml-auto text-2xs text-fg-3">
          {[transportWords[provider.transport], provider.checked_at && `checked ${agoText(provider.checked_at)}`].filter(Boolean).join(', ')}
        </span>
      </div>
      <Suspense fallback={null}>{isLooking && <DiagnosticDialog provider={provider} onClose={() => setLooking(false)} />}</Suspense>
    </div>
  )
}

const transportWords = { native: 'part of BooCode', acp: 'speaks the Agent Client Protocol', opencode: 'its own server, over HTTP' }

const accountWords = ({ account, label }: ProviderSnapshot) =>
  account === 'local'
    ? `${label} uses the models of your own endpoint and phones nobody.`
    : `${label} uses its own login and settings: its company sees what you send, and may charge for it.`

async function remove(provider: ProviderSnapshot): Promise<void> {
  const agreed = await confirm({
    title: `Remove ${provider.label}?`,
    body: 'BooCode forgets how to start it. What it said in chats stays, and nothing is uninstalled.',
    action: 'Remove',
  })
  if (!agreed) return
  try {
    await changeProviders({ [provider.id]: null })
  } catch (error) {
    toastError(`${provider.label} was not removed`, error)
  }
}

function Row({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex items-center justify-between gap-6 max-md:flex-col max-md:items-start max-md:gap-2">
      <div className="min-w-0">
        <div className="font-[530]">{label}</div>
        {hint && <div className="text-xs text-fg-2">{hint}</div>}
      </div>
      {children}
    </div>
  )
}

/** The command that installs it, to be run by the person. */
export function InstallCommand({ command }: { command: string }) {
  const copy = () =>
    navigator.clipboard.writeText(command).then(
      () => toasts.add({ title: 'Command copied', description: 'Run it in a terminal, then look again.', type: 'success' }),
      (error: unknown) => toastError('The command was not copied', error),
    )
  return (
    <div className="flex items-center gap-2 rounded-md border border-line bg-code py-1 pr-1 pl-3">
      <code className="min-w-0 flex-1 font-mono text-xs break-all select-all">{command}</code>
      <Button size="sm" className="max-md:h-11" onClick={() => void copy()}>
        <Copy />
        Copy
      </Button>
    </div>
  )
}

/** What is typed: how it is started, and with which environment. */
function Typed({ provider, config }: Props) {
  const [command, setCommand] = useState(lineOf(config?.command ?? []))
  const [env, setEnv] = useState(envText(config?.env))
  const [problem, setProblem] = useState<{ command?: string; env?: string }>({})
  const isChanged = command !== lineOf(config?.command ?? []) || env !== envText(config?.env)
  const save = async () => {
    const words = wordsOf(command)
    const parsed = envOf(env)
    if (!words || 'problem' in parsed || (config?.custom && words.length === 0)) {
      setProblem({
        ...(!words && { command: 'A quote is not closed.' }),
        ...(words?.length === 0 && config?.custom && { command: 'Say how it is started.' }),
        ...('problem' in parsed && { env: parsed.problem }),
      })
      return
    }
    const next = { command: words.length ? words : null, env: Object.keys(parsed.env).length ? parsed.env : null }
    try {
      await changeProviders({ [provider.id]: changedConfig(config, next) })
      setProblem({})
    } catch (error) {
      toastError('It was not changed', error)
    }
  }
  return (
    <form
      aria-label={`How ${provider.label} is started`}
      className="flex flex-col gap-2.5"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        label={config?.custom ? 'Command' : 'Command instead of the built-in one'}
        value={command}
        spellCheck={false}
        placeholder="program --with arguments"
        error={problem.command}
        onChange={(event) => setCommand(event.target.value)}
      />
      <TextArea
        label="Environment"
        hint="One NAME=value a line, added to what it is started with."
        error={problem.env}
        value={env}
        rows={Math.min(6, Math.max(2, env.split('\n').length))}
        onChange={(event) => setEnv(event.target.value)}
      />
      {isChanged && (
        <Button kind="primary" size="md" type="submit" className="w-fit max-md:h-11">
          Save
        </Button>
      )}
    </form>
  )
}
