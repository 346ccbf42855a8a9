/** The grammars that become chunks of their own, and the other names people call them by. */
export const grammars = {
  bash: () => import('@shikijs/langs/bash'),
  c: () => import('@shikijs/langs/c'),
  cpp: () => import('@shikijs/langs/cpp'),
  csharp: () => import('@shikijs/langs/csharp'),
  css: () => import('@shikijs/langs/css'),
  diff: () => import('@shikijs/langs/diff'),
  docker: () => import('@shikijs/langs/docker'),
  elixir: () => import('@shikijs/langs/elixir'),
  go: () => import('@shikijs/langs/go'),
  graphql: () => import('@shikijs/langs/graphql'),
  haskell: () => import('@shikijs/langs/haskell'),
  hcl: () => import('@shikijs/langs/hcl'),
  html: () => import('@shikijs/langs/html'),
  ini: () => import('@shikijs/langs/ini'),
  java: () => import('@shikijs/langs/java'),
  javascript: () => import('@shikijs/langs/javascript'),
  json: () => import('@shikijs/langs/json'),
  jsonc: () => import('@shikijs/langs/jsonc'),
  jsx: () => import('@shikijs/langs/jsx'),
  kotlin: () => import('@shikijs/langs/kotlin'),
  lua: () => import('@shikijs/langs/lua'),
  makefile: () => import('@shikijs/langs/makefile'),
  markdown: () => import('@shikijs/langs/markdown'),
  nix: () => import('@shikijs/langs/nix'),
  php: () => import('@shikijs/langs/php'),
  powershell: () => import('@shikijs/langs/powershell'),
  python: () => import('@shikijs/langs/python'),
  ruby: () => import('@shikijs/langs/ruby'),
  rust: () => import('@shikijs/langs/rust'),
  scala: () => import('@shikijs/langs/scala'),
  scss: () => import('@shikijs/langs/scss'),
  sql: () => import('@shikijs/langs/sql'),
  svelte: () => import('@shikijs/langs/svelte'),
  swift: () => import('@shikijs/langs/swift'),
  toml: () => import('@shikijs/langs/toml'),
  tsx: () => import('@shikijs/langs/tsx'),
  typescript: () => import('@shikijs/langs/typescript'),
  vue: () => import('@shikijs/langs/vue'),
  xml: () => import('@shikijs/langs/xml'),
  yaml: () => import('@shikijs/langs/yaml'),
  zig: () => import('@shikijs/langs/zig'),
} as const

export type Grammar = keyof typeof grammars

const alias: Record<string, Grammar> = {
  'c++': 'cpp', cc: 'cpp', h: 'c', hpp: 'cpp', cs: 'csharp', 'c#': 'csharp', console: 'bash', dockerfile: 'docker',
  ex: 'elixir', exs: 'elixir', golang: 'go', hs: 'haskell', htm: 'html', js: 'javascript', cjs: 'javascript',
  mjs: 'javascript', kt: 'kotlin', kts: 'kotlin', make: 'makefile', md: 'markdown', mdx: 'markdown', patch: 'diff',
  ps1: 'powershell', py: 'python', pyi: 'python', pyw: 'python', rb: 'ruby', rs: 'rust', sh: 'bash', shell: 'bash',
  shellscript: 'bash', svg: 'xml', terraform: 'hcl', tf: 'hcl', ts: 'typescript', mts: 'typescript', cts: 'typescript',
  yml: 'yaml', zsh: 'bash', cfg: 'ini', conf: 'ini', lock: 'toml',
}

/** The grammar for a fence's word or a file's extension. */
export function grammarOf(name: string | null | undefined): Grammar | null {
  const key = name?.trim().toLowerCase() ?? ''
  if (Object.hasOwn(grammars, key)) return key as Grammar
  return alias[key] ?? null
}

/** The grammar for a file by its name. */
export function grammarOfPath(path: string): Grammar | null {
  const name = path.split('/').at(-1) ?? ''
  return grammarOf(name) ?? grammarOf(name.split('.').at(-1))
}
