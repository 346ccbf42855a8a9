/** Which row of the history lets its chat's name be changed. */
import { create } from 'zustand'

export const useRenamedRow = create<{ id: string | null }>(() => ({ id: null }))

export const renameRow = (id: string | null): void => useRenamedRow.setState({ id })
