import '@testing-library/jest-dom/vitest'
import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(cleanup)

/** jsdom has no media queries: tests see a wide, light screen. */
window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList

/** jsdom draws nothing, so nothing is out of sight. */
Element.prototype.scrollIntoView ??= () => {}
