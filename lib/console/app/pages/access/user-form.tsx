import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { call } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { PermissionPicker, type Given } from './permission-picker.tsx'

/** Makes a user of one's own tenant. */
export function UserForm({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [permissions, setPermissions] = useState<Given[]>([])
  const { isRunning, run } = useCommand()
  const make = async () => {
    const made = await run(
      'Making the user',
      () => call('POST /v1/users', { body: { name, password, permissions } }),
      () => `User ${name} can sign in.`,
    )
    if (made) onClose()
  }
  return (
    <Confirm
      title="Make a user"
      deed="Make the user"
      isRunning={isRunning}
      isDisabled={name === '' || password === ''}
      onConfirm={() => void make()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Name">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} autoComplete="off" autoFocus />
        </FormField>
        <FormField label="Password">
          <Input
            value={password}
            type="password"
            autoComplete="new-password"
            onChange={({ detail }) => setPassword(detail.value)}
          />
        </FormField>
        <FormField label="Permissions" description="Nobody gives what they do not have.">
          <PermissionPicker chosen={permissions} onChoose={setPermissions} />
        </FormField>
      </SpaceBetween>
    </Confirm>
  )
}
