/**
 * Flows that are added together and are more than a transaction holds. They are written in parts, each naming the addition and
 * in no list; that the addition is `done` is the one write by which all of them are there. Then each is listed and names it no
 * more. While it has only `begun`, or is `removed` because whoever began it went silent, there are no such flows, but their names
 * are taken.
 */
export interface Addition {
  tenant: string
  id: string
  version: number
  status: 'begun' | 'done' | 'removed'
  /** Of its flows. */
  keys: readonly string[]
  begunAt: string
}
