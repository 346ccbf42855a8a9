// Hashed assets from the cache, pages from the network with the last shell as the fallback. Never the API.
const SHELL = 'boocode-shell-2'
const ASSETS = 'boocode-assets-2'

self.addEventListener('install', (event) => event.waitUntil(keepShell()))

self.addEventListener('activate', (event) => event.waitUntil(dropOld()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return
  if (url.pathname.startsWith('/assets/')) event.respondWith(cachedAsset(request))
  else if (request.mode === 'navigate') event.respondWith(freshPage(request))
})

/** The page that installs this was loaded without it: keep its shell too. */
async function keepShell() {
  const response = await fetch('/', { cache: 'no-cache' })
  if (isShell(response)) await replaceShell(response)
  await self.skipWaiting()
}

async function dropOld() {
  for (const name of await caches.keys()) if (name !== SHELL && name !== ASSETS) await caches.delete(name)
  await self.clients.claim()
}

async function cachedAsset(request) {
  const cache = await caches.open(ASSETS)
  const hit = await cache.match(request)
  if (hit) return hit
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}

async function freshPage(request) {
  try {
    const response = await fetch(request)
    if (isShell(response)) await replaceShell(response.clone())
    return response
  } catch (error) {
    const shell = await (await caches.open(SHELL)).match('/')
    if (shell) return shell
    throw error
  }
}

/** A picture or a file that is opened in a tab is a page too, but not ours. */
function isShell(response) {
  return response.ok && !response.redirected && (response.headers.get('content-type') ?? '').startsWith('text/html')
}

/** Another shell is another build: the assets of the one before are not asked for again. */
async function replaceShell(response) {
  const cache = await caches.open(SHELL)
  const before = await cache.match('/')
  if (before && (await before.text()) !== (await response.clone().text())) await caches.delete(ASSETS)
  await cache.put('/', response)
}
