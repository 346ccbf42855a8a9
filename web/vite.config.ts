import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig, type Plugin, type ProxyOptions } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
/** The server serves this directory; it goes into the Python wheel, so users need no Node. */
const STATIC = here('../src/boocode/static')
const SERVER = process.env.BOOCODE_DEV_SERVER ?? 'http://127.0.0.1:9500'

/** Writes .br and .gz next to every compressible file, so that the server only picks one. */
function precompress(): Plugin {
  let directory = STATIC
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      directory = resolve(config.root, config.build.outDir)
    },
    closeBundle() {
      for (const file of filesBelow(directory)) {
        if (!/\.(js|css|html|svg|webmanifest)$/.test(file)) continue
        const bytes = readFileSync(file)
        if (bytes.length < 1024) continue
        const quality = bytes.length > 400_000 ? 9 : 11
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
        writeFileSync(
          `${file}.br`,
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } }),
        )
      }
    },
  }
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** Raw HTML in Markdown is dropped, not parsed: no parse5 (48 KB gz less) and a class of attacks gone. */
function noRawHtml(): Plugin {
  const EMPTY = '\0no-rehype-raw'
  return {
    name: 'no-raw-html',
    enforce: 'pre',
    resolveId: (source) => (source === 'rehype-raw' ? EMPTY : undefined),
    load: (id) => (id === EMPTY ? 'export default function rehypeRaw() { return (tree) => tree }' : undefined),
  }
}

/**
 * The diff view brings every grammar, theme and highlighter there is; it gets ours instead, by
 * `features/changes/diff-look.ts`. Its editor is not used, so what only that needs is left out as well.
 */
function slimDiffs(): Plugin {
  const EMPTY = '\0no-diffs-extras'
  const EDITING = '\0no-diffs-editing'
  const extras = /^(shiki\/(langs|wasm|engine\/oniguruma)|@shikijs\/themes\/|@pierre\/(highlights|theme)(\/|$)|@pierre\/theming\/themes)/
  const modules: Record<string, string> = {
    [EMPTY]: `export default undefined
      export const bundledLanguages = {}, themes = {}
      export const createOnigurumaEngine = undefined, LiveTokenizer = undefined, codeToTokens = undefined
      export const isSupportedLanguage = () => false`,
    [EDITING]: `const unused = () => { throw new Error('Editing inside a diff is not built in.') }
      export { ${EDITING_FUNCTIONS.map((name) => `unused as ${name}`).join(', ')} }`,
  }
  return {
    name: 'slim-diffs',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer?.includes('/@pierre/')) return undefined
      if (extras.test(source)) return EMPTY
      return /\/(editSessionHunks|updateDiffHunks)\.js$/.test(source) ? EDITING : undefined
    },
    load: (id) => (id in modules ? { code: modules[id] ?? '', moduleSideEffects: false } : undefined),
  }
}

const EDITING_FUNCTIONS = [
  'applySessionChangedLines',
  'captureExpansionAnchors',
  'finishEditSessionForDiff',
  'rebuildExpansionFromAnchors',
  'rebuildSessionHunks',
  'recomputeDiffHunksForEdit',
  'recomputeDiffRenderLineCounts',
  'recomputeEmptyDocumentDiff',
  'recomputeTopAlignedAdditionDiff',
  'remapExpandedHunksForRegionChange',
  'shouldTopAlignAdditionRecompute',
  'updateDiffHunks',
]

/** The dev server speaks for itself: BooCode checks that Host and Origin are its own. */
function proxied(ws: boolean): ProxyOptions {
  return {
    target: SERVER,
    ws,
    changeOrigin: true,
    configure(proxy) {
      proxy.on('proxyReq', (request) => request.setHeader('origin', SERVER))
      proxy.on('proxyReqWs', (request) => request.setHeader('origin', SERVER))
    },
  }
}

export default defineConfig(({ mode }) => ({
  plugins: [noRawHtml(), slimDiffs(), react(), tailwindcss(), mode === 'production' && precompress()],
  resolve: { alias: { '~': here('./src') } },
  build: {
    outDir: STATIC,
    emptyOutDir: true,
    target: 'es2023',
    // Fonts as data: URIs would be blocked by `font-src 'self'`.
    assetsInlineLimit: (file) => (file.endsWith('.woff2') ? false : undefined),
    chunkSizeWarningLimit: 900,
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // Only what is always loaded, with all it needs: a wider group would pull lazy code into the first load.
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/, priority: 10 },
            { name: 'commands', test: /src[\\/](app[\\/]commands\.ts|ui[\\/]command-button)/ },
          ],
        },
      },
    },
  },
  worker: { format: 'es', plugins: () => [slimDiffs()] },
  server: { proxy: { '/api': proxied(true) } },
}))
