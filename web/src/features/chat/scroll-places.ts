/** Where each chat was scrolled to, for when its pane comes back. */
import type { VirtualItem } from '@tanstack/react-virtual'

type Place = { offset: number; sizes: VirtualItem[]; atEnd: boolean }

const places = new Map<string, Place>()

export const rememberPlace = (chatId: string, place: Place): void => void places.set(chatId, place)
export const rememberedPlace = (chatId: string): Place | undefined => places.get(chatId)
