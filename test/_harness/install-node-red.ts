import { install } from '../../lib/node-red/install.ts'

/** Before the first test: Node-RED is installed where it is missing. Without a registry only its own tests fail. */
export default async function setup(): Promise<void> {
  await install().catch((error: unknown) => console.error((error as Error).message))
}
