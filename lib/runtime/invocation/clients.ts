import type { Environment } from './context.ts'

/** Keeps one client of a service for each environment: a client keeps its connections and its credentials. */
export function clientFor<Client>(make: (env: Environment) => Client): (env: Environment) => Client {
  const clients = new WeakMap<Environment, Client>()
  return (env) => {
    const client = clients.get(env) ?? make(env)
    clients.set(env, client)
    return client
  }
}
