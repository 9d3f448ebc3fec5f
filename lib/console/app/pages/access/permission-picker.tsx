import Multiselect from '@cloudscape-design/components/multiselect'
import { useContext } from 'react'
import type { Parts } from '../../api/client.ts'
import { SessionContext } from '../../session.ts'

export type Given = Parts<'POST /v1/users'>['body']['permissions'][number]

/** The permissions there are, in the order of the domain; the compiler knows when one is missing or too many. */
const all: Readonly<Record<Given, string>> = {
  '*': 'Everything within the tenant',
  'flows.read': 'See flows',
  'flows.edit': 'Create, change and delete flows',
  'flows.control': 'Start, stop, pause, resume and run flows',
  'flows.bulk': 'Create and change several flows at once',
  'templates.read': 'See flow templates',
  'templates.edit': 'Create, change and delete flow templates',
  'webhooks.execute': 'Call webhooks of flows',
  'runs.read': 'See runs',
  'runs.payloads': 'See the content of messages',
  'servers.read': 'See servers',
  'servers.edit': 'Register, change and unregister servers',
  'servers.control': 'Restart and stop servers',
  'files.read': 'See files of servers',
  'files.edit': 'Put files on servers',
  'clusters.read': 'See clusters and rollouts',
  'clusters.edit': 'Create, change and disband clusters',
  'clusters.control': 'Restart and stop clusters, control rollouts',
  'applications.read': 'See the repository',
  'applications.edit': 'Upload and delete applications',
  'deployments.read': 'See deployments',
  'deployments.edit': 'Create, change and delete deployments',
  'deployments.control': 'Deploy and undeploy',
  'components.read': 'See components',
  'components.edit': 'Register and remove components',
  'credentials.read': 'See credentials, without their secrets',
  'credentials.edit': 'Store and delete credentials',
  'settings.read': 'See the settings of the tenant',
  'settings.edit': 'Change the settings of the tenant',
  'enrolment.manage': 'Create and revoke enrolment tokens',
  'users.manage': 'Create and delete users',
  'keys.manage': 'Create and revoke access keys',
  'tenants.manage': 'Manage other tenants',
  'audit.read': 'See the audit trail',
}

interface PermissionPickerProps {
  chosen: readonly Given[]
  onChoose: (permissions: Given[]) => void
}

/** Permissions, of which those can be given that the giver has. */
export function PermissionPicker({ chosen, onChoose }: PermissionPickerProps) {
  const { permissions } = useContext(SessionContext)
  const options = (Object.keys(all) as Given[])
    .filter((one) => permissions.includes('*') || permissions.includes(one))
    .map((value) => ({ value, label: value, description: all[value] }))
  return (
    <Multiselect
      options={options}
      selectedOptions={options.filter(({ value }) => chosen.includes(value))}
      onChange={({ detail }) => onChoose(detail.selectedOptions.map(({ value }) => value as Given))}
      placeholder="Choose permissions"
      filteringType="auto"
      deselectAriaLabel={({ label }) => `Remove ${label}`}
    />
  )
}
