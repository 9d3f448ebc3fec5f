import type { CredentialSecret } from '#core/credentials/credential.ts'
import { StepError } from '#core/runs/step-error.ts'
import { unseal } from '#runtime/credentials/sealing.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Opens the credential that a step names. Throws a `StepError` when there is none of that id. */
export const resolveCredential = useCase({
  effects: { reads: ['credential'], secrets: ['master-key'] },
  async run({ caller: { tenant }, read, secret }, id: string): Promise<CredentialSecret> {
    const credential = await read.credential(id)
    if (!credential)
      throw new StepError(`There is no credential ${id}. PUT /v1/credentials/${encodeURIComponent(id)} stores one.`)
    const item = { tenant, entity: 'credential', id } as const
    return JSON.parse(unseal(await secret('master-key'), item, credential.sealedSecret)) as CredentialSecret
  },
})
