/** What stands below a line: a decision, a comment, or a comment that is being written. */
export interface Note {
  kind: 'unit' | 'comment' | 'writing'
  id: string
}
