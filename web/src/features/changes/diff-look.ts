/** How diffs look: our colours for code, our tokens for the rest, one worker for all of them. */
import { registerCustomLanguage, registerCustomTheme } from '@pierre/diffs'
// oxlint-disable-next-line import/default -- the bundler makes a class of it
import DiffWorker from '@pierre/diffs/worker/worker.js?worker'
import { dark, light } from '~/lib/code-themes'
import { grammars } from '~/lib/grammars'

registerCustomTheme('boo-light', async () => ({ default: light }))
registerCustomTheme('boo-dark', async () => ({ default: dark }))
for (const [name, load] of Object.entries(grammars)) registerCustomLanguage(name, load)

export const theme = { light: 'boo-light', dark: 'boo-dark' }

export const poolOptions = { workerFactory: () => new DiffWorker(), poolSize: 1 }
export const highlighterOptions = { theme, preferredHighlighter: 'shiki-js' } as const

export const LINE_HEIGHT = 20
export const HEADER_HEIGHT = { desktop: 38, phone: 52 }
export const SEPARATOR_HEIGHT = 28

/** Inside the shadow roots of the diff view. The tints are as strong as every ink of the code themes can bear at 4.5:1. What is decided loses its tint; what is not in the result is struck out. */
export const css = `
:host {
  --diffs-bg: var(--bg-1) !important;
  --diffs-fg: var(--fg-1) !important;
  --diffs-font-family: var(--font-mono);
  --diffs-header-font-family: var(--font-sans);
  --diffs-font-size: 12.5px;
  --diffs-line-height: ${LINE_HEIGHT}px;
  --diffs-bg-separator-override: var(--bg-0);
  --diffs-bg-addition-emphasis-override: color-mix(in oklab, var(--add) 13%, transparent);
  --diffs-bg-deletion-emphasis-override: color-mix(in oklab, var(--del) 13%, transparent);
  --diffs-addition-color-override: var(--add);
  --diffs-deletion-color-override: var(--del);
  --diffs-font-features: 'calt' 0, 'liga' 0, 'zero';
}
[data-column-number], [data-unmodified-lines], [data-separator-content] { color: var(--fg-3) !important; }
[data-separator] { border-radius: 0; font-size: 12px; }
[data-separator=line-info-basic] { height: ${SEPARATOR_HEIGHT}px; }
[data-separator][data-end] { pointer-events: none; }
[data-separator][data-end] [data-expand-button] { visibility: hidden; }
[data-expand-button]:focus-visible { outline: 2px solid var(--ring); outline-offset: -2px; }
[data-utility-button] { background-color: var(--accent); color: var(--accent-fg); border-radius: 4px; }
[data-line-annotation], [data-gutter-buffer=annotation] { --diffs-annotation-bg: var(--bg-1); }
[data-line-type=change-addition] { --diffs-computed-diff-line-bg: color-mix(in oklab, var(--add) 11%, var(--bg-1)) !important; }
[data-line-type=change-deletion] { --diffs-computed-diff-line-bg: color-mix(in oklab, var(--del) 11%, var(--bg-1)) !important; }
[data-line-type^=change][data-decided] { --diffs-computed-diff-line-bg: var(--bg-1) !important; }
[data-line-type^=change][data-decided] [data-diff-span] { background-color: transparent !important; }
[data-line-type=change-deletion][data-decided=applied],
[data-line-type=change-addition]:is([data-decided=rejected], [data-decided=rewound]) { text-decoration: line-through; text-decoration-color: var(--fg-3); }
[data-column-number][data-decided]::before { background: var(--line-2) !important; }
[data-column-number][data-focused] { box-shadow: inset 4px 0 0 var(--accent); color: var(--fg-1) !important; }
[data-column-number][data-focused]::before { opacity: 0; }
[data-line][data-sought] { animation: sought 10s; }
@keyframes sought { from, 90% { box-shadow: inset 0 0 0 2px var(--accent); } to { box-shadow: none; } }
[data-no-newline] span { opacity: 1; color: var(--fg-3); }
`
