/** For tests: stands where the network is. Import it before anything that makes HTTP calls. */

type Call = { method: string; path: string; body: unknown }
/** `after`: when it comes. */
type Answer = { status?: number; body?: unknown; after?: Promise<void> } | 'unreachable'
type Handler = (call: Call) => Answer

const routes: { method: string; path: RegExp; handler: Handler }[] = []

export const fakeServer = {
  calls: [] as Call[],
  /** Answers a route; a later answer to the same route comes first. */
  on(method: string, path: RegExp, handler: Handler) {
    routes.unshift({ method, path, handler })
  },
  reset() {
    routes.length = 0
    this.calls.length = 0
  },
  called: (method: string, path: RegExp) => fakeServer.calls.filter((call) => call.method === method && path.test(call.path)),
}

class AbsoluteRequest extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' ? new URL(input, 'http://localhost') : input, init)
  }
}

async function answer(input: RequestInfo | URL): Promise<Response> {
  const request = input as Request
  const { pathname, search } = new URL(request.url)
  const isJson = request.headers.get('content-type')?.includes('json')
  const body: unknown = isJson ? await request.json() : null
  const call = { method: request.method, path: pathname + search, body }
  fakeServer.calls.push(call)
  const route = routes.find(({ method, path }) => method === call.method && path.test(call.path))
  const given = route?.handler(call) ?? { status: 404, body: { error: { code: 'not_found', message: 'Not there.', data: {} } } }
  if (given === 'unreachable') throw new TypeError('Failed to fetch')
  await given.after
  return Response.json(given.body ?? {}, { status: given.status ?? 200 })
}

globalThis.Request = AbsoluteRequest
globalThis.fetch = answer
