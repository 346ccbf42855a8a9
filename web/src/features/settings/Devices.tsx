import { useQuery } from '@tanstack/react-query'
import { Copy, Link2, LogOut } from 'lucide-react'
import { useState } from 'react'
import { logout } from '~/connection/auth'
import { agoText } from '~/lib/format'
import { Button } from '~/ui/button'
import { confirm } from '~/ui/confirm'
import { PartNotRead } from '~/ui/not-read'
import { toastError, toasts } from '~/ui/toast'
import { answerOf, api } from '~/wire/client'
import { devicesQuery, meQuery, queryClient } from '~/wire/queries'
import type { Device } from '~/wire/types'
import { Section } from './Section'

export function Devices() {
  const devices = useQuery(devicesQuery)
  const me = useQuery(meQuery)
  if (me.data?.via === 'proxy') {
    return (
      <Section title="Devices">
        <p className="text-fg-2">You are signed in by your proxy{me.data.user ? ` as ${me.data.user}` : ''}.</p>
      </Section>
    )
  }
  return (
    <Section title="Devices" intro="Browsers that are signed in.">
      {devices.isLoadingError && <PartNotRead query={devices} />}
      <ul>
        {devices.data?.toSorted(thisOneFirst).map((device) => (
          <DeviceRow key={device.id} device={device} />
        ))}
      </ul>
      <AnotherDevice />
    </Section>
  )
}

function thisOneFirst(a: Device, b: Device): number {
  return Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at)
}

function DeviceRow({ device }: { device: Device }) {
  return (
    <li className="flex items-center gap-3 border-b border-line py-1.5 last:border-0">
      <span className="min-w-0 flex-1">
        <span className="block truncate">{device.name}</span>
        <span className="block text-xs text-fg-2">
          {device.current ? 'This browser' : `Last seen ${agoText(device.last_seen_at)}`}
        </span>
      </span>
      <Button
        size="md"
        className="max-md:h-11"
        onClick={() => void (device.current ? signOut() : signOutDevice(device))}
      >
        <LogOut />
        Sign out
      </Button>
    </li>
  )
}

async function signOut(): Promise<void> {
  try {
    await logout()
  } catch (error) {
    toastError('You are still signed in', error)
  }
}

async function signOutDevice(device: Device): Promise<void> {
  const agreed = await confirm({
    title: `Sign out ${device.name}?`,
    body: 'Its connection ends at once. To come back it needs the access token or a new code.',
    action: 'Sign out',
  })
  if (!agreed) return
  try {
    await answerOf(api.DELETE('/api/auth/devices/{device_id}', { params: { path: { device_id: device.id } } }))
    await queryClient.invalidateQueries({ queryKey: devicesQuery.queryKey })
  } catch (error) {
    toastError('The device is still signed in', error)
  }
}

/** A link that signs in one other browser, once. */
function AnotherDevice() {
  const [url, setUrl] = useState<string | null>(null)
  const make = async () => {
    try {
      setUrl((await answerOf(api.POST('/api/auth/codes'))).url)
    } catch (error) {
      toastError('No link was made', error)
    }
  }
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text)
      toasts.add({ title: 'Link copied', type: 'success' })
    } catch (error) {
      toastError('The link was not copied', error)
    }
  }
  if (!url) {
    return (
      <Button kind="soft" size="md" className="mt-3 max-md:h-11" onClick={() => void make()}>
        <Link2 />
        Sign in another device
      </Button>
    )
  }
  return (
    <div className="mt-3 rounded-lg bg-bg-0 px-3.5 py-2.5">
      <p className="text-xs text-fg-2">Open this on the other device. It works once, for a few minutes.</p>
      <div className="mt-1 flex items-center gap-2">
        <code className="min-w-0 flex-1 font-mono text-xs break-all select-all">{url}</code>
        <Button kind="soft" size="md" className="max-md:h-11" onClick={() => void copy(url)}>
          <Copy />
          Copy
        </Button>
      </div>
    </div>
  )
}
