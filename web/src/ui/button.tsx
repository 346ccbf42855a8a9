import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '~/lib/cn'

const button = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md font-[530] transition-colors duration-100 disabled:pointer-events-none disabled:opacity-45 [&_svg]:size-[15px] [&_svg]:shrink-0',
  {
    variants: {
      kind: {
        primary: 'bg-accent text-accent-fg hover:brightness-[1.06] active:brightness-95',
        soft: 'bg-bg-2 text-fg-1 hover:bg-bg-3',
        outline: 'border border-line-2 bg-bg-1 text-fg-1 hover:bg-bg-2',
        ghost:
          'text-fg-2 hover:bg-bg-2 hover:text-fg-1 data-popup-open:bg-bg-2 data-popup-open:text-fg-1 aria-pressed:bg-bg-2 aria-pressed:text-fg-1',
        danger: 'text-err hover:bg-err/10',
        destroy: 'bg-err text-bg-1 hover:brightness-[1.06]',
      },
      size: {
        xs: 'h-[24px] rounded-sm px-1.5 text-2xs [&_svg]:size-[13px]',
        sm: 'h-[26px] px-2 text-xs',
        md: 'h-[30px] px-2.5 text-sm',
        lg: 'h-11 px-4 text-base',
        icon: 'size-[28px]',
        iconSm: 'size-[24px] rounded-sm [&_svg]:size-[14px]',
        touch: 'size-11 [&_svg]:size-[19px]',
      },
    },
    defaultVariants: { kind: 'ghost', size: 'sm' },
  },
)

export type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button>

/** One that is only a picture says its name in a tooltip, too. */
export function Button({ className, kind, size, type = 'button', ...rest }: ButtonProps) {
  const isPicture = size === 'icon' || size === 'iconSm' || size === 'touch'
  // oxlint-disable-next-line react/button-has-type -- the default is above
  return <button type={type} data-tip={isPicture && !rest.title ? rest['aria-label'] : undefined} className={cn(button({ kind, size }), className)} {...rest} />
}
