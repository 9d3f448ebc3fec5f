import type { ClientConfig } from '#store/dynamo.ts'

/** Keeps one client of a service for each environment: a client keeps its connections and its credentials. */
export function clientFor<Client>(make: (env: ClientConfig) => Client): (env: ClientConfig) => Client {
  const clients = new WeakMap<ClientConfig, Client>()
  return (env) => {
    const client = clients.get(env) ?? make(env)
    clients.set(env, client)
    return client
  }
}
