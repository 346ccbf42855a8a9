// Hashed assets from the cache, pages from the network with the last shell as the fallback. Never the API.
const CACHE = 'boocode-1'

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
  const cache = await caches.open(CACHE)
  await cache.add('/')
  await self.skipWaiting()
}

async function dropOld() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name)
  await self.clients.claim()
}

async function cachedAsset(request) {
  const cache = await caches.open(CACHE)
  const hit = await cache.match(request)
  if (hit) return hit
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}

async function freshPage(request) {
  const cache = await caches.open(CACHE)
  try {
    const response = await fetch(request)
    if (response.ok) await cache.put('/', response.clone())
    return response
  } catch (error) {
    const shell = await cache.match('/')
    if (shell) return shell
    throw error
  }
}
