import * as z from 'zod/mini'
import type { SecretName } from '#runtime/declarations/resources.ts'
import { arnOf, names } from '../names.ts'
import type { Secrets } from '../secrets.ts'
import { AwsError, authorise, dispatch, type AwsService } from './protocol.ts'

const secretNames: readonly SecretName[] = ['master-key', 'admin-password']

/** Secrets Manager: GetSecretValue of the installation's own secrets. */
export const secretsManager = (secrets: Secrets): AwsService => ({
  name: 'secretsmanager',
  matches: ({ headers }) => headers['x-amz-target']?.startsWith('secretsmanager.') ?? false,
  handle: dispatch(z.looseObject({ SecretId: z.optional(z.string()) }), {
    async GetSecretValue({ SecretId }, request) {
      const name = secretNames.find((one) => SecretId === names.secret(one) || SecretId === arnOf(`secret:${one}`))
      if (!name) {
        throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.")
      }
      authorise(request, { action: 'secretsmanager:GetSecretValue', resource: arnOf(`secret:${name}`) })
      return {
        ARN: arnOf(`secret:${name}`),
        Name: names.secret(name),
        SecretString: secrets[name],
        VersionStages: ['AWSCURRENT'],
      }
    },
  }),
})
