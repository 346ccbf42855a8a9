import { useEffect, useRef, useState, type RefObject } from 'react'
import { cn } from '~/lib/cn'
import { SECTIONS } from './sections'

interface SectionLinksProps {
  /** What scrolls, with the sections in it. */
  pane: RefObject<HTMLElement | null>
  onPick: (name: string) => void
}

/** The way to each section; the one in view is marked. On a phone a strip that fades where it goes on. */
export function SectionLinks({ pane, onPick }: SectionLinksProps) {
  const strip = useRef<HTMLElement>(null)
  const current = useSectionInView(pane)
  const more = useMore(strip)
  useEffect(() => centre(strip.current, current), [current])
  return (
    <div className="sticky top-0 z-10 -mx-2 mt-2 bg-bg-1">
      <nav
        ref={strip}
        aria-label="Sections"
        className="flex gap-0.5 py-1.5 md:flex-wrap max-md:overflow-x-auto max-md:[scroll-padding:0_44px] max-md:[scrollbar-width:none]"
        style={more.before || more.after ? { maskImage: fade(more) } : undefined}
      >
        {SECTIONS.map((name) => (
          <a
            key={name}
            href={`#${name.toLowerCase()}`}
            aria-current={name.toLowerCase() === current ? 'true' : undefined}
            onClick={(event) => {
              event.preventDefault()
              onPick(name.toLowerCase())
            }}
            className={cn(
              'flex h-[26px] shrink-0 items-center rounded-md px-1.5 text-xs font-[530] text-fg-2 hover:bg-bg-2 hover:text-fg-1 max-md:h-11 max-md:px-2.5 max-md:text-sm',
              name.toLowerCase() === current && 'bg-bg-2 text-fg-1',
            )}
          >
            {name}
          </a>
        ))}
      </nav>
    </div>
  )
}

interface More {
  before: boolean
  after: boolean
}

const FADE_PX = 36
const fade = ({ before, after }: More): string =>
  `linear-gradient(to right, ${before ? 'transparent' : 'black'}, black ${FADE_PX}px, black calc(100% - ${FADE_PX}px), ${after ? 'transparent' : 'black'})`

/** On which sides a strip goes on out of sight. */
function useMore(strip: RefObject<HTMLElement | null>): More {
  const [more, setMore] = useState<More>({ before: false, after: false })
  useEffect(() => {
    const element = strip.current
    if (!element) return undefined
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element
      const next = { before: scrollLeft > 1, after: scrollLeft + clientWidth < scrollWidth - 1 }
      setMore((known) => (known.before === next.before && known.after === next.after ? known : next))
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [strip])
  return more
}

/** Brings the link of a section into the middle of the strip; nothing around the strip moves. */
function centre(strip: HTMLElement | null, section: string): void {
  const link = strip?.querySelector<HTMLElement>(`[href="#${section}"]`)
  if (!strip || !link) return
  const { left, width } = link.getBoundingClientRect()
  const frame = strip.getBoundingClientRect()
  strip.scrollBy({ left: left + width / 2 - frame.left - frame.width / 2, behavior: 'instant' })
}

/** A section is in view once its head is so near the top. */
const NEAR_PX = 100

/** The id of the section that is read now. */
function useSectionInView(pane: RefObject<HTMLElement | null>): string {
  const [current, setCurrent] = useState<string>(SECTIONS[0].toLowerCase())
  useEffect(() => {
    const element = pane.current
    if (!element) return undefined
    const look = () => {
      const sections = [...element.querySelectorAll<HTMLElement>('section[id]')]
      const isAtEnd = element.scrollTop > 0 && element.scrollTop + element.clientHeight >= element.scrollHeight - 1
      const top = element.getBoundingClientRect().top + NEAR_PX
      const seen = isAtEnd ? sections.at(-1) : sections.findLast((section) => section.getBoundingClientRect().top <= top)
      setCurrent(seen?.id ?? SECTIONS[0].toLowerCase())
    }
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [pane])
  return current
}
