import type { ClientConfig } from '#store/dynamo.ts'

/** Keeps one client of a service for each environment: a client keeps its connections and its credentials. */
export function clientFor<Client, Env extends ClientConfig = ClientConfig>(
  make: (env: Env) => Client,
): (env: Env) => Client {
  const clients = new WeakMap<Env, Client>()
  return (env) => {
    const client = clients.get(env) ?? make(env)
    clients.set(env, client)
    return client
  }
}
