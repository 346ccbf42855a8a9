import { CircleAlert } from 'lucide-react'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Button } from './button'
import { Empty } from './empty'

interface Props {
  /** What broke, as the person calls it: "This pane". */
  what: string
  children: ReactNode
}

/** Keeps a failure inside its pane: the rest goes on working. */
export class ErrorBoundary extends Component<Props, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    // oxlint-disable-next-line no-console -- the only trace of a defect in a browser
    console.error(error, info.componentStack)
  }

  override render(): ReactNode {
    const { error } = this.state
    if (!error) return this.props.children
    return (
      <div role="alert" className="grid h-full place-items-center overflow-auto bg-bg-1">
        <Empty
          icon={<CircleAlert />}
          title={`${this.props.what} stopped working`}
          actions={
            <>
              <Button kind="primary" size="md" onClick={() => this.setState({ error: null })}>
                Try again
              </Button>
              <Button kind="soft" size="md" onClick={() => location.reload()}>
                Reload BooCode
              </Button>
            </>
          }
        >
          <p>Nothing you sent is lost: it is kept on the server.</p>
          <p className="max-w-full font-mono text-xs break-words text-fg-3">{error.message}</p>
        </Empty>
      </div>
    )
  }
}
