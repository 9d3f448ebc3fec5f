import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientConfig } from '#store/dynamo.ts'
import type { SecretName } from '../declarations/resources.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Environment } from '../invocation/context.ts'

const managerOf = clientFor((env) => new SecretsManagerClient(clientConfig(env)))

/** The present value of one of the installation's secrets. Throws when the function was not granted it. */
export async function readSecret(env: Environment, name: SecretName): Promise<string> {
  const SecretId = env[`secret:${name}`]
  if (!SecretId) throw new Error(`This function was not granted the secret ${name}.`)
  const { SecretString } = await managerOf(env).send(new GetSecretValueCommand({ SecretId }))
  if (!SecretString) throw new Error(`The secret ${name} is empty.`)
  return SecretString
}
