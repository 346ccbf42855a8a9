// Writes src/wire/schema.d.ts from the server's OpenAPI document; with --check it only says whether that is up to date.
//
// A package of its own: the generator needs the compiler API of TypeScript 5, the UI is checked with TypeScript 7.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const target = new URL('../../src/wire/schema.d.ts', import.meta.url)
const HEADER = '// Generated from the Python wire models by `npm run types`. Do not edit.\n\n'

const python = ['.venv/bin/python', '.venv/Scripts/python.exe'].map((path) => root + path).find(existsSync) ?? 'python'
const document = execFileSync(python, ['-m', 'boocode.web.openapi'], { cwd: root, maxBuffer: 64 * 1024 * 1024 })
const ast = await openapiTS(JSON.parse(document.toString()), { defaultNonNullable: false })
const types = HEADER + astToString(ast)

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== types) {
    console.error('src/wire/schema.d.ts is out of date. Run `npm --prefix web run types`.')
    process.exit(1)
  }
} else {
  writeFileSync(target, types)
}
