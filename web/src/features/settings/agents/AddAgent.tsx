import { useQuery } from '@tanstack/react-query'
import { ExternalLink, Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '~/ui/button'
import { Dialog } from '~/ui/dialog'
import { TextArea, TextField } from '~/ui/field'
import { Segmented } from '~/ui/segmented'
import { toasts } from '~/ui/toast'
import { catalogueQuery, changeProviders } from '~/wire/agents'
import { sentenceOf } from '~/wire/client'
import type { CatalogueEntry } from '~/wire/types'
import { InstallCommand } from './ProviderSetup'
import { changedConfig, envOf, idOf, wordsOf } from './provider-form'

interface Props {
  /** Ids that are in use. */
  taken: readonly string[]
  onClose: () => void
}

const TABS = [
  { value: 'catalogue', label: 'From the catalogue' },
  { value: 'custom', label: 'Any ACP agent' },
] as const

/** Adds an agent: one that BooCode knows, or any that speaks the Agent Client Protocol. */
export default function AddAgent({ taken, onClose }: Props) {
  const [tab, setTab] = useState<(typeof TABS)[number]['value']>('catalogue')
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Add an agent"
      description="BooCode starts what you name here as your own programs. It installs nothing by itself."
      className="w-[min(40rem,calc(100vw-24px))]"
    >
      <div className="px-4 pb-3">
        <Segmented label="Where from" value={tab} options={TABS} onChange={setTab} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-4">
        {tab === 'catalogue' ? <CatalogueList onClose={onClose} /> : <CustomForm taken={taken} onClose={onClose} />}
      </div>
    </Dialog>
  )
}

function CatalogueList({ onClose }: { onClose: () => void }) {
  const catalogue = useQuery(catalogueQuery)
  if (catalogue.isError) return <p className="text-xs text-err">{catalogue.error.message}</p>
  return (
    <ul>
      {catalogue.data?.map((entry) => (
        <Entry key={entry.id} entry={entry} onClose={onClose} />
      ))}
    </ul>
  )
}

function Entry({ entry, onClose }: { entry: CatalogueEntry; onClose: () => void }) {
  const [problem, setProblem] = useState<string | null>(null)
  const add = async () => {
    try {
      await changeProviders({ [entry.id]: changedConfig(undefined, { label: entry.label, command: entry.command, custom: true, enabled: true }) })
      toasts.add({ title: `${entry.label} was added`, type: 'success' })
      onClose()
    } catch (error) {
      setProblem(sentenceOf(error))
    }
  }
  return (
    <li className="flex flex-col gap-1.5 border-b border-line py-2.5 last:border-0">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="font-[530]">{entry.label}</p>
          <p className="text-xs text-fg-2">
            {entry.description}{' '}
            <a href={entry.url} target="_blank" rel="noopener noreferrer nofollow" className="inline-flex items-center gap-1 text-accent-ink underline">
              About it
              <ExternalLink className="size-3" />
            </a>
          </p>
        </div>
        {entry.added ? (
          <span className="shrink-0 text-xs text-fg-3">Added</span>
        ) : (
          <Button kind="soft" size="md" aria-label={`Add ${entry.label}`} className="max-md:h-11" onClick={() => void add()}>
            <Plus />
            Add
          </Button>
        )}
      </div>
      {!entry.installed && <InstallCommand command={entry.install} />}
      {problem && (
        <p role="alert" className="text-xs text-err">
          {problem}
        </p>
      )}
    </li>
  )
}

function CustomForm({ taken, onClose }: Props) {
  const [label, setLabel] = useState('')
  const [command, setCommand] = useState('')
  const [env, setEnv] = useState('')
  const [problem, setProblem] = useState<{ label?: string; command?: string; env?: string; all?: string }>({})
  const add = async () => {
    const id = idOf(label)
    const words = wordsOf(command)
    const parsed = envOf(env)
    const wrong = {
      ...(!id && { label: 'Give it a name with letters or digits.' }),
      ...(taken.includes(id) && { label: 'There is an agent of this name already.' }),
      ...(!words && { command: 'A quote is not closed.' }),
      ...(words?.length === 0 && { command: 'Say how it is started, for example: my-agent acp' }),
      ...('problem' in parsed && { env: parsed.problem }),
    }
    setProblem(wrong)
    if (Object.keys(wrong).length > 0 || !words || 'problem' in parsed) return
    try {
      const own = { label: label.trim(), command: words, env: Object.keys(parsed.env).length ? parsed.env : null, custom: true, enabled: true }
      await changeProviders({ [id]: changedConfig(undefined, own) })
      toasts.add({ title: `${label.trim()} was added`, description: 'It is being looked at now.', type: 'success' })
      onClose()
    } catch (error) {
      setProblem({ all: sentenceOf(error) })
    }
  }
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <TextField label="Name" value={label} maxLength={60} error={problem.label} onChange={(event) => setLabel(event.target.value)} />
      <TextField
        label="Command"
        value={command}
        spellCheck={false}
        autoCapitalize="none"
        placeholder="my-agent acp"
        hint="A program that speaks the Agent Client Protocol over its standard input and output, with its arguments."
        error={problem.command}
        onChange={(event) => setCommand(event.target.value)}
      />
      <TextArea label="Environment" hint="One NAME=value a line; may stay empty." error={problem.env} value={env} rows={3} onChange={(event) => setEnv(event.target.value)} />
      {problem.all && (
        <p role="alert" className="text-xs text-err">
          {problem.all}
        </p>
      )}
      <Button kind="primary" size="md" type="submit" className="w-fit max-md:h-11 max-md:w-full">
        Add
      </Button>
    </form>
  )
}
