/** How many, on the corner of an icon. */
export function CountBadge({ count }: { count: number }) {
  return (
    <span className="absolute top-0 right-0 grid h-[15px] min-w-[15px] place-items-center rounded-full bg-accent px-1 text-[9.5px] leading-none font-[650] text-accent-fg tnum">
      {count > 99 ? '99+' : count}
    </span>
  )
}
