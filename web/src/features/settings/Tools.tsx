import type { SettingsPage } from '~/wire/types'
import { Section } from './Section'

export function Tools({ tools }: { tools: SettingsPage['tools'] }) {
  return (
    <Section title="Tools" intro="What BooCode’s own agent may call. What would change a file waits for your review.">
      <ul className="grid gap-x-8 md:grid-cols-2">
        {tools.map((tool) => (
          <li key={tool.name} className="border-b border-line py-2">
            <div className="flex items-baseline gap-2">
              <span className="font-mono text-xs font-[600]">{tool.name}</span>
              <span className="text-2xs text-fg-3">{tool.kind}</span>
            </div>
            <p className="line-clamp-2 text-xs text-fg-2">{tool.description}</p>
          </li>
        ))}
      </ul>
    </Section>
  )
}
