const PAUSE_MS = 500

/** Loads a part of the UI. While the server is away it waits, instead of failing for good as a lazy component would. */
export async function insist<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch {
    await serverAnswers()
    return load()
  }
}

async function serverAnswers(): Promise<void> {
  while (!(await fetch('/health', { cache: 'no-store' }).then(() => true, () => false))) {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
