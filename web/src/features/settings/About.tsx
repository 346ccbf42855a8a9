import { runCommand } from '~/lib/commands'
import { Button } from '~/ui/button'
import type { SettingsPage } from '~/wire/types'
import { Section } from './Section'

export function About({ page }: { page: SettingsPage }) {
  const facts = [
    ['Version', page.version],
    ['Address', page.url],
    ['Data directory', page.data_dir],
    ['Database', `PostgreSQL ${page.database.version}, ${page.database.kind}`],
    ['Licence', 'AGPL-3.0'],
  ] as const
  return (
    <Section title="About">
      <dl className="grid grid-cols-[8rem_1fr] gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-fg-2">{name}</dt>
            <dd className="font-mono text-xs/5 break-all">{value}</dd>
          </div>
        ))}
      </dl>
      <Button kind="soft" size="md" className="mt-4 max-md:h-11" onClick={() => runCommand('keys')}>
        Keyboard reference
      </Button>
    </Section>
  )
}
