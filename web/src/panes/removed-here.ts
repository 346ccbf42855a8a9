/** What was deleted, ended or archived in this window: its tabs close without a word, as nobody has to be told. */
const ids = new Set<string>()

/** Called before it happens: the server may tell of it before it answers. */
export const removingHere = (id: string): void => void ids.add(id)
export const notRemoved = (id: string): void => void ids.delete(id)
export const isRemovedHere = (id: string): boolean => ids.has(id)
