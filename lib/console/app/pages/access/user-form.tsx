import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { PermissionPicker, type Given } from './permission-picker.tsx'

/** Creates a user of one's own tenant. */
export function UserForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [permissions, setPermissions] = useState<Given[]>([])
  const { isRunning, run, problems } = useCommand(['name', 'password', 'permissions'])
  const make = async () => {
    const made = await run(
      'Creating the user',
      () => call('POST /v1/users', { body: { name, password, permissions } }),
      () => `User ${name} was created.`,
    )
    if (made) onClose()
  }
  return (
    <Confirm
      title="Create user"
      action="Create user"
      isRunning={isRunning}
      isDisabled={name === '' || password === ''}
      onConfirm={() => void make()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField
          label="Name"
          description="Up to 64 letters, digits and . _ @ + -, or an email address. Case-sensitive."
          errorText={problems.name}
        >
          <Input value={name} onChange={({ detail }) => setName(detail.value)} autoComplete="off" autoFocus />
        </FormField>
        <FormField label="Password" description="At least 8 characters." errorText={problems.password}>
          <Input
            value={password}
            type="password"
            autoComplete="new-password"
            onChange={({ detail }) => setPassword(detail.value)}
          />
        </FormField>
        <FormField
          label="Permissions"
          description="You can grant only permissions that you have."
          errorText={problems.permissions}
        >
          <PermissionPicker chosen={permissions} onChoose={setPermissions} />
        </FormField>
      </SpaceBetween>
    </Confirm>
  )
}
