import Checkbox from '@cloudscape-design/components/checkbox'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'

export type NewToken = Answer<'POST /v1/enrolment-tokens'>

/** Makes an enrolment token. */
export function TokenForm({ onMade, onClose }: { onMade: (token: NewToken) => void; onClose: () => void }) {
  const [uses, setUses] = useState('1')
  const [hours, setHours] = useState('24')
  const [autoRegister, setAutoRegister] = useState(true)
  const { isRunning, run } = useCommand()
  const make = async () => {
    const body = { maxUses: Number(uses), expiresInSeconds: Math.round(Number(hours) * 3600), autoRegister }
    const made = await run('Making the token', () => call('POST /v1/enrolment-tokens', { body }))
    if (made) onMade(made)
  }
  return (
    <Confirm
      title="Make an enrolment token"
      deed="Make the token"
      isRunning={isRunning}
      onConfirm={() => void make()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField label="Runtimes that may enrol with it" description="At least one.">
          <Input value={uses} inputMode="numeric" onChange={({ detail }) => setUses(detail.value)} />
        </FormField>
        <FormField label="Valid for" description="Hours, a year (8760) at most.">
          <Input value={hours} inputMode="numeric" onChange={({ detail }) => setHours(detail.value)} />
        </FormField>
        <Checkbox checked={autoRegister} onChange={({ detail }) => setAutoRegister(detail.checked)}>
          Make a server of each runtime that enrols
        </Checkbox>
      </SpaceBetween>
    </Confirm>
  )
}
