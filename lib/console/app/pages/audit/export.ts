import { prepare, send } from '../../api/client.ts'

/** As many as the API gives at once. */
const atOnce = 1000

/**
 * All records that the API selects by a query, newest first, as JSON lines: page after page, telling how many there are so far.
 * `isWanted` leaves some out. Throws as `send` does.
 */
export async function exportAudit(
  query: object,
  isWanted: (line: string) => boolean,
  progress: (records: number) => void,
): Promise<{ lines: Blob; count: number }> {
  const parts: string[] = []
  let count = 0
  let nextToken: string | undefined
  do {
    const response = await send(prepare('GET /v1/audit/export', { query: { ...query, maxResults: atOnce, nextToken } }))
    const lines = (await response.text()).split('\n').filter((line) => line !== '' && isWanted(line))
    parts.push(...lines.map((line) => `${line}\n`))
    count += lines.length
    progress(count)
    nextToken = response.headers.get('x-sluice-next-token') ?? undefined
  } while (nextToken !== undefined)
  return { lines: new Blob(parts, { type: 'application/x-ndjson' }), count }
}
