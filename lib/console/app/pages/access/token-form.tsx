import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'

export type NewToken = Answer<'POST /v1/enrolment-tokens'>

/** Creates an enrolment token. */
export function TokenForm({ onMade, onClose }: { onMade: (token: NewToken) => void; onClose: () => void }) {
  const [uses, setUses] = useState('1')
  const [hours, setHours] = useState('24')
  const [autoRegister, setAutoRegister] = useState(true)
  const { isRunning, run, problems } = useCommand(['maxUses', 'expiresInSeconds'])
  const make = async () => {
    const body = { maxUses: Number(uses), expiresInSeconds: Math.round(Number(hours) * 3600), autoRegister }
    const made = await run('Creating the token', () => call('POST /v1/enrolment-tokens', { body }))
    if (made) onMade(made)
  }
  return (
    <Confirm
      title="Create enrolment token"
      action="Create token"
      isRunning={isRunning}
      onConfirm={() => void make()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField
          label="Maximum uses"
          description="How many runtimes can enrol with it, at least one."
          errorText={problems.maxUses}
        >
          <Input value={uses} inputMode="numeric" onChange={({ detail }) => setUses(detail.value)} />
        </FormField>
        <FormField
          label="Expires after (hours)"
          description="8,760 hours (one year) at most."
          errorText={problems.expiresInSeconds && 'Enter a number of hours, 8,760 at most.'}
        >
          <Input value={hours} inputMode="numeric" onChange={({ detail }) => setHours(detail.value)} />
        </FormField>
        <Checkbox checked={autoRegister} onChange={({ detail }) => setAutoRegister(detail.checked)}>
          Register each runtime that enrols as a server
        </Checkbox>
      </SpaceBetween>
    </Confirm>
  )
}
