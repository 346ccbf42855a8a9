/** The settings and each of their sections, from anywhere. */
import { navigate } from 'wouter/use-browser-location'
import type { Command } from '~/lib/commands'
import { showSettings, type SectionName } from './sections'

const group = 'Options'

const section = (name: SectionName, title: string, keywords: string): Command => ({
  id: `settings.${name.toLowerCase()}`,
  title: `Settings: ${title}`,
  group,
  keywords,
  run: () => showSettings(name),
})

export const settingsCommands: readonly Command[] = [
  { id: 'settings', title: 'Settings', icon: 'gear', group, keys: '$mod+Comma', keywords: 'preferences options', run: () => navigate('/settings') },
  section('Preferences', 'theme, sending, motion', 'preferences dark light enter'),
  section('Notifications', 'notifications', 'alerts toasts desktop system badge'),
  section('Keyboard', 'keys', 'keyboard shortcuts bindings rebind'),
  section('Models', 'models', 'endpoint llm'),
  section('Providers', 'providers', 'agents acp claude codex'),
  section('Permissions', 'permissions', 'rules allow deny'),
  section('Worktrees', 'worktrees', 'git branches'),
  section('Terminals', 'terminals', 'font colours ssh hosts'),
  section('Usage', 'usage', 'tokens costs'),
  section('Devices', 'devices', 'sign in browsers link'),
  section('Tools', 'tools', 'functions'),
  section('Server', 'server', 'environment'),
  section('About', 'about', 'version license'),
]
