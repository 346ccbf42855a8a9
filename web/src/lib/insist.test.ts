import { afterEach, expect, it, vi } from 'vitest'
import { insist } from './insist'

afterEach(() => void vi.unstubAllGlobals())

it('waits for the server and loads again', async () => {
  const answers = [Promise.reject(new TypeError('away')), Promise.resolve(new Response())]
  const ask = vi.fn<typeof fetch>(() => answers.shift() ?? Promise.reject(new TypeError('asked too often')))
  vi.stubGlobal('fetch', ask)
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce('part')
  await expect(insist(load)).resolves.toBe('part')
  expect(ask).toHaveBeenCalledTimes(2)
})

it('fails where the part is not there although the server answers', async () => {
  vi.stubGlobal('fetch', vi.fn<typeof fetch>(() => Promise.resolve(new Response())))
  await expect(insist(() => Promise.reject(new TypeError('gone')))).rejects.toThrow('gone')
})
