import { useEffect, useState } from 'react'
import { call } from '../../api/client.ts'

/** The APIs that people and programs use, and the path that each has at its address. */
export const apis = [
  { dialect: 'control', name: 'Control API', path: '/v1' },
  { dialect: 'appflow', name: 'Amazon AppFlow API', path: '/appflow' },
  { dialect: 'flow-manager', name: 'flow-manager API', path: '/flow-manager' },
  { dialect: 'mmc', name: 'Mule Management Console API', path: '/mmc/api' },
  { dialect: 'oih', name: 'Open Integration Hub API', path: '/oih' },
] as const

type Dialect = (typeof apis)[number]['dialect']

/** The console has these on its own origin, wherever it is. */
const alwaysHere: readonly Dialect[] = ['control', 'mmc']

/** Where each API is, as its own document says it; read once. Undefined where that is not known yet. */
export function useAddresses(): Readonly<Partial<Record<Dialect, string>>> {
  const [known, setKnown] = useState<Partial<Record<Dialect, string>>>(() =>
    Object.fromEntries(alwaysHere.map((dialect) => [dialect, location.origin])),
  )
  useEffect(() => {
    const end = new AbortController()
    for (const { dialect } of apis) {
      if (alwaysHere.includes(dialect)) continue
      addressOf(dialect, end.signal).then(
        (address) => setKnown((former) => ({ ...former, [dialect]: address })),
        () => undefined,
      )
    }
    return () => end.abort()
  }, [])
  return known
}

/** Scheme and host of a dialect's API: where the document says none, it is where the console is. */
async function addressOf(dialect: Dialect, signal: AbortSignal): Promise<string> {
  const document: unknown = await call('GET /v1/openapi.json', { query: { dialect } }, signal)
  const { servers } = document as { servers: readonly { url: string }[] }
  const url = servers[0]?.url ?? '/'
  return url === '/' ? location.origin : url.replace(/\/$/, '')
}
