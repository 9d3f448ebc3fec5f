import Button from '@cloudscape-design/components/button'
import { useLocation } from 'wouter'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { RegisterServer } from './register-server.tsx'

/** What can be begun from the list of servers. */
export function ServerActions({ servers }: { servers: readonly { cluster?: object; status: string }[] }) {
  const may = useMay()
  const [, go] = useLocation()
  const { get, set } = useViewState()
  const areFree = servers.some(({ cluster, status }) => !cluster && status === 'OK')
  return (
    <>
      {may('enrolment.manage') && <Button onClick={() => go('/enrolment-tokens?new=yes')}>Enrol a server</Button>}
      {may('servers.edit') && <Button onClick={() => set({ do: 'register' })}>Register a server</Button>}
      {may('clusters.edit') && (
        <Button
          disabled={!areFree}
          disabledReason="No server is free: each is in a cluster, or is not up."
          onClick={() => go('/clusters?form=yes')}
        >
          Form a cluster
        </Button>
      )}
      {get('do') === 'register' && <RegisterServer onClose={() => set({ do: '' })} />}
    </>
  )
}
