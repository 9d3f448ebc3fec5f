import { bareId } from '../../api/ids.ts'
import { useWatch } from '../../api/watch.ts'
import { Status } from '../../parts/status.tsx'
import { standingOf, type Wanted } from './standing.ts'

interface WhatIsThereProps {
  /** Whose nodes the servers are. */
  cluster?: string
  servers: readonly { id: string; name: string }[]
  wanted: readonly Wanted[]
  /** What a version is called. */
  nameOf: (versionId: string) => string
}

/** How each application is in a place: of a cluster as a whole, and which version each of its nodes has. Only rows that are drawn ask. */
export function WhatIsThere({ cluster, servers, wanted, nameOf }: WhatIsThereProps) {
  const { data, refusal } = useWatch(cluster ? 'GET /mmc/api/clusters/{clusterId}/applications' : undefined, {
    path: { clusterId: cluster ?? '' },
  })
  if (refusal) return <>{refusal.message}</>
  return (
    <>
      {wanted.map(({ id, application }) => {
        const status = data?.data.find(({ name }) => name === application)?.status
        return (
          status && (
            <div key={id}>
              {application}: <Status of={status} />
            </div>
          )
        )
      })}
      {servers.map(({ id, name }) => (
        <OnServer key={id} serverId={id} name={cluster && name} wanted={wanted} nameOf={nameOf} />
      ))}
    </>
  )
}

interface OnServerProps extends Pick<WhatIsThereProps, 'wanted' | 'nameOf'> {
  serverId: string
  /** Of one among others. */
  name?: string
}

/** What a server's agent reports of each application, by the version that is there and not the one that should be. */
function OnServer({ serverId, name, wanted, nameOf }: OnServerProps) {
  const { data, refusal } = useWatch('GET /v1/servers/{serverId}', { path: { serverId: bareId(serverId) } })
  if (refusal) return <>{refusal.message}</>
  if (!data) return <>…</>
  // What was reported last of a server that is down is no more than that.
  if (data.status !== 'ok' && data.status !== 'warn')
    return (
      <div>
        {name && `${name}, `}not known: it is <Status of={data.status} />
      </div>
    )
  return wanted.map((one) => {
    const { text, status } = standingOf(one, data.applications, nameOf)
    return (
      <div key={one.id}>
        {name && `${name}, `}
        {text}: {status ? <Status of={status} /> : 'not there'}
      </div>
    )
  })
}
