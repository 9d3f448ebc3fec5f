import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { clientConfig, type ClientConfig } from '#store/dynamo.ts'
import { clientFor } from '../invocation/clients.ts'

const secretsOf = clientFor((env) => new SecretsManagerClient(clientConfig(env)))

interface SecretsEnvironment extends ClientConfig {
  /** The AWS secret that holds each secret this function may read. */
  secretIds: Record<string, string | undefined>
}

/** The present value of one of the installation's secrets. Throws when the function was not granted it. */
export async function readSecret(env: SecretsEnvironment, name: string): Promise<string> {
  const SecretId = env.secretIds[name]
  if (!SecretId) throw new Error(`This function was not granted the secret ${name}.`)
  const { SecretString } = await secretsOf(env).send(new GetSecretValueCommand({ SecretId }))
  if (!SecretString) throw new Error(`The secret ${name} is empty.`)
  return SecretString
}
