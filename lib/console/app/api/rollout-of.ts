import { prepare, send, type Parts, type Route } from './client.ts'

/** Asks for something that a rollout carries out, and gives the rollout's id where the answer names it. */
export async function callForRollout<R extends Route>(route: R, parts: Parts<R>): Promise<string | undefined> {
  const response = await send(prepare(route, parts))
  await response.text()
  return response.headers.get('x-sluice-rollout') ?? undefined
}
