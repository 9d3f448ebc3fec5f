import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'

export type Component = Answer<'GET /v1/components'>['components'][number]

const blank = { id: '', endpoint: '', signingSecret: '', functions: '', timeoutSeconds: '30', description: '' }
type Values = typeof blank

const fields: readonly { name: keyof Values; label: string; hint?: string }[] = [
  { name: 'id', label: 'Component ID', hint: 'The name by which steps of flows refer to it.' },
  { name: 'endpoint', label: 'Endpoint', hint: 'An HTTPS URL, or the name of a Lambda function.' },
  {
    name: 'signingSecret',
    label: 'Signing secret',
    hint: 'Signs requests over HTTPS. It is never shown again. Leave it empty to keep the current one.',
  },
  { name: 'functions', label: 'Functions', hint: 'Separated by commas. Leave it empty to allow any function.' },
  { name: 'timeoutSeconds', label: 'Timeout (seconds)', hint: '60 at most over HTTPS, 840 for a Lambda function.' },
  { name: 'description', label: 'Description' },
]

interface ComponentFormProps {
  component?: Component
  /** What a new one is to be called. */
  id?: string
  onClose: () => void
}

/** Registers a component, or changes one. */
export function ComponentForm({ component, id = '', onClose }: ComponentFormProps) {
  const [values, setValues] = useState(() => (component ? valuesOf(component) : { ...blank, id }))
  const { isRunning, run, problems } = useCommand(['componentId', ...fields.map(({ name }) => name)])
  const save = async () => {
    const saved = await run(
      component ? 'The update' : 'Registering',
      () =>
        call('PUT /v1/components/{componentId}', {
          path: { componentId: values.id },
          // What somebody else has made or changed meanwhile is not replaced unseen.
          body: { ...bodyOf(values), version: component?.version ?? 0 },
        }),
      () => `Component ${values.id} was ${component ? 'updated' : 'registered'}.`,
    )
    if (saved) onClose()
  }
  return (
    <Confirm
      title={component ? `Edit ${component.id}` : 'Register component'}
      action={component ? 'Save' : 'Register'}
      isRunning={isRunning}
      isDisabled={values.id === '' || values.endpoint === ''}
      onConfirm={() => void save()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        {fields.map(({ name, label, hint }) => (
          <FormField
            key={name}
            label={label}
            description={hint}
            errorText={problems[name === 'id' ? 'componentId' : name]}
          >
            <Input
              value={values[name]}
              type={name === 'signingSecret' ? 'password' : 'text'}
              autoComplete="off"
              disabled={name === 'id' && component !== undefined}
              onChange={({ detail }) => setValues({ ...values, [name]: detail.value })}
            />
          </FormField>
        ))}
      </SpaceBetween>
    </Confirm>
  )
}

const valuesOf = (component: Component): Values => ({
  ...blank,
  id: component.id,
  endpoint: component.endpoint,
  functions: component.functions.join(', '),
  timeoutSeconds: String(component.timeoutSeconds),
  description: component.description ?? '',
})

const bodyOf = ({ endpoint, description, functions, timeoutSeconds, signingSecret }: Values) => ({
  endpoint,
  description: description || undefined,
  functions: functions
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
  timeoutSeconds: Number(timeoutSeconds),
  signingSecret: signingSecret || undefined,
})
