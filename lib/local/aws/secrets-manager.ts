import { randomBytes } from 'node:crypto'
import type { SecretName } from '#runtime/operation.ts'
import { arnOf, names } from '../names.ts'
import type { State } from '../state.ts'
import { AwsError, authorise, dispatch, type AwsService } from './protocol.ts'

const secretNames: readonly SecretName[] = ['master-key', 'admin-password']

/** Secrets Manager: GetSecretValue of the installation's own secrets. */
export const secretsManager = (state: State): AwsService => ({
  name: 'secretsmanager',
  matches: ({ headers }) => headers['x-amz-target']?.startsWith('secretsmanager.') ?? false,
  handle: dispatch<{ SecretId?: string }>({
    async GetSecretValue({ SecretId }, request) {
      const name = secretNames.find((one) => SecretId === names.secret(one) || SecretId === arnOf(`secret:${one}`))
      const SecretString = name && (await state.get<string>('secret', name))
      if (!name || SecretString === undefined) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
      }
      authorise(request, { action: 'secretsmanager:GetSecretValue', resource: arnOf(`secret:${name}`) })
      return { ARN: arnOf(`secret:${name}`), Name: names.secret(name), SecretString, VersionStages: ['AWSCURRENT'] }
    },
  }),
})

/**
 * Makes what a deployment would generate: the key that access keys are derived from, once and for ever, and the
 * administrator's password, which is what this start was told.
 */
export async function ensureSecrets(state: State, adminPassword: string): Promise<void> {
  if (!(await state.get('secret', 'master-key'))) {
    await state.put('secret', 'master-key', randomBytes(32).toString('base64url'))
  }
  await state.put('secret', 'admin-password', adminPassword)
}
