import { useMemo } from 'react'
import { useIsPhone } from '~/lib/media'
import { useTheme } from '~/lib/theme'
import { css, HEADER_HEIGHT, LINE_HEIGHT, SEPARATOR_HEIGHT, theme } from './diff-look'
import { useDiffStyle } from './diff-style'

/** The options that every diff of this browser is drawn with. */
export function useLook() {
  const mode = useTheme((state) => state.mode)
  const chosen = useDiffStyle((state) => state.style)
  const isPhone = useIsPhone()
  return useMemo(
    () => ({
      theme,
      themeType: mode,
      diffStyle: isPhone ? ('unified' as const) : chosen,
      diffIndicators: 'bars' as const,
      hunkSeparators: 'line-info-basic' as const,
      lineDiffType: 'word-alt' as const,
      overflow: isPhone ? ('wrap' as const) : ('scroll' as const),
      stickyHeaders: true,
      lineHoverHighlight: 'number' as const,
      unsafeCSS: css,
      itemMetrics: { lineHeight: LINE_HEIGHT, diffHeaderHeight: isPhone ? HEADER_HEIGHT.phone : HEADER_HEIGHT.desktop, hunkSeparatorHeight: SEPARATOR_HEIGHT },
      layout: { paddingTop: 0, paddingBottom: 24, gap: 0 },
    }),
    [mode, chosen, isPhone],
  )
}
