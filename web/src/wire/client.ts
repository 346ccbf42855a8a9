/** The HTTP client: typed by the server's OpenAPI document, every failure an `ApiError`. */
import createClient, { type Middleware } from 'openapi-fetch'
import type { paths } from './schema'

/** What the server refused, in its own words. `message` is a sentence for a person. */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    /** 0 when the server could not be reached. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly data: Record<string, unknown> = {},
  ) {
    super(message)
  }
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

type UnauthorizedListener = () => void
let onUnauthorized: UnauthorizedListener = () => {}

/** Sets who is told when a request was refused for want of a login. */
export function setUnauthorizedListener(listener: UnauthorizedListener): void {
  onUnauthorized = listener
}

const errors: Middleware = {
  async onResponse({ response, schemaPath }) {
    if (response.ok) return
    const error = await errorOf(response)
    if (response.status === 401 && schemaPath !== '/api/auth/login') onUnauthorized()
    throw error
  },
  onError() {
    return new ApiError(0, 'unreachable', 'The server cannot be reached. Is BooCode still running?')
  },
}

/** Reads `{"error":{code,message,data}}`; a proxy's HTML page becomes a sentence with its status. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null)
  const error = isRecord(body) && isRecord(body.error) ? body.error : null
  if (!error) return new ApiError(response.status, 'http_error', `The server answered ${response.status}.`)
  const data = isRecord(error.data) ? error.data : {}
  return new ApiError(response.status, String(error.code), String(error.message), data)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** `api.GET('/api/projects')` and so on. Wrap it in `answerOf` to get the body or an `ApiError`. */
export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin' })
api.use(errors)

/** The body of an answer; throws `ApiError` where the server refused. */
export async function answerOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T
}
