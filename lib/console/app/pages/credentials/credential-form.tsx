import Button from '@cloudscape-design/components/button'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useEffect, useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'

export type Credential = Answer<'GET /v1/credentials'>['credentials'][number]

/** Names and secrets, in the order they were given. */
type Members = readonly (readonly [string, string])[]

/** Creates a credential, or changes one. */
export function CredentialForm({ credential, onClose }: { credential?: Credential; onClose: () => void }) {
  const [id, setId] = useState(credential?.id ?? '')
  const [description, setDescription] = useState(credential?.description ?? '')
  const [members, setMembers] = useState<Members>([['', '']])
  const version = useVersion(credential)
  const { isRunning, run, problems } = useCommand(['credentialId', 'description'])
  const secret = Object.fromEntries(members.filter(([name]) => name !== ''))
  const save = async () => {
    const body = {
      description: description || undefined,
      ...(Object.keys(secret).length > 0 ? { secret } : {}),
      // What somebody else has stored meanwhile is not replaced unseen.
      version,
    }
    const saved = await run(
      'Saving',
      () => call('PUT /v1/credentials/{credentialId}', { path: { credentialId: id }, body }),
      () => `Credential ${id} was saved.`,
    )
    if (saved) onClose()
  }
  return (
    <Confirm
      title={credential ? `Edit ${credential.id}` : 'Create credential'}
      action={credential ? 'Save' : 'Create'}
      isRunning={isRunning}
      isDisabled={id === '' || version === undefined}
      onConfirm={() => void save()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <FormField
          label="Credential ID"
          description="The name by which steps of flows refer to it."
          errorText={problems.credentialId}
        >
          <Input
            value={id}
            disabled={credential !== undefined}
            onChange={({ detail }) => setId(detail.value)}
            autoFocus
          />
        </FormField>
        <FormField label="Description" errorText={problems.description}>
          <Input value={description} onChange={({ detail }) => setDescription(detail.value)} />
        </FormField>
        {credential && <div>Leave the secrets empty to keep the current ones. New secrets replace all of them.</div>}
        <SecretFields members={members} onChange={setMembers} />
      </SpaceBetween>
    </Confirm>
  )
}

/** The version there was when the dialog opened, which lists do not tell; 0 where there is none. */
function useVersion(credential: Credential | undefined): number | undefined {
  const [version, setVersion] = useState(credential ? undefined : 0)
  const credentialId = credential?.id
  useEffect(() => {
    if (credentialId === undefined) return
    call('GET /v1/credentials/{credentialId}', { path: { credentialId } }).then(
      (found) => setVersion(found.version),
      // Deleted meanwhile: what is stored is another one.
      () => setVersion(0),
    )
  }, [credentialId])
  return version
}

/** As many names and secrets as there are. */
function SecretFields({ members, onChange }: { members: Members; onChange: (members: Members) => void }) {
  const replace = (index: number, pair: readonly [string, string]) =>
    onChange(members.map((one, at) => (at === index ? pair : one)))
  return (
    <>
      {members.map(([name, value], index) => (
        <SpaceBetween key={index} direction="horizontal" size="xs">
          <FormField label={`Key ${index + 1}`}>
            <Input
              value={name}
              onChange={({ detail }) => replace(index, [detail.value, value])}
              placeholder="username"
            />
          </FormField>
          <FormField label={`Value ${index + 1}`}>
            <Input
              value={value}
              type="password"
              autoComplete="off"
              onChange={({ detail }) => replace(index, [name, detail.value])}
            />
          </FormField>
        </SpaceBetween>
      ))}
      <Button iconName="add-plus" onClick={() => onChange([...members, ['', '']])}>
        Add secret
      </Button>
    </>
  )
}
