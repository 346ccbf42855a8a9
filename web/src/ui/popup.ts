/** How everything that floats looks and moves. */
export const popupClass =
  'rounded-lg border border-line-2 bg-pop text-sm text-fg-1 shadow-pop outline-none origin-(--transform-origin) transition-[opacity,scale] duration-100 data-ending-style:scale-[.98] data-ending-style:opacity-0 data-starting-style:scale-[.98] data-starting-style:opacity-0'

export const itemClass =
  'flex min-h-[28px] items-center gap-2 rounded-sm px-2 py-1 outline-none select-none data-highlighted:bg-bg-2 data-disabled:opacity-40 max-md:min-h-11 [&_svg]:size-[15px] [&_svg]:shrink-0 [&_svg]:text-fg-3'
