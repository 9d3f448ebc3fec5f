/**
 * The example of an operation: a request and the answer to it. Names and ids of things that have to exist are written as
 * `<clusterId>`; documents show the value below in their place, tests the id of a thing that they made. So an example
 * also says which things must exist before it can be sent.
 */
export interface Example<Input, Output> {
  request: Frozen<Input>
  answer: Frozen<Output>
}

/** What documents show in place of each name. */
export const exampleValues = {
  accessKeyId: 'SLCEQ4T7ZC2MXN5WLHKD',
  agentId: '019caddf-3a00-718c-be21-d9b45f07c3a6',
  applicationId: '019caddf-4000-7a5b-9c3e-8f17d260b4e9',
  applicationName: 'example-app',
  clusterId: '019caddf-4e80-7a31-9c5e-8b2f6d1470ea',
  clusterName: 'example',
  componentId: 'mqtt_client_subscriber',
  credentialId: 'warehouse',
  deploymentId: '019caddf-5c40-7d92-8f07-3ea600000001',
  failedRunId: '019cade0-ac60-7d14-9b32-5f60c8e1a274',
  filePath: 'conf/example.txt',
  flowName: 'orders-to-lake',
  hostedFlowId: '019caddf5e107c84a3f2d09b',
  hostedFlowName: 'orders-on-runtimes',
  hubFlowId: '019caddf6400a7e2d4f08b61',
  hubStartedFlowId: '019caddf6401b0c95a7d3e12',
  hubTemplateId: '019caddf6402d4718ef6a905',
  groupId: '019caddf-6a00-7be4-a1d3-5f90c72e4b86',
  groupName: 'Example group',
  lastModified: 'Mon, 02 Mar 2026 09:30:00.000 GMT',
  managedFlowId: 'line-1',
  memberId: '019caddf-77c0-7c15-b2e8-61fa3d905c74',
  rolloutId: '019caddf8580d4c27a0f5e19',
  runId: '019cade0-b048-7a35-8c1f-2e94d7b06a13',
  serverId: '019caddf-9340-7f2b-84c6-0b7e5d19a3f2',
  serverName: 'example-single',
  tokenId: '019caddfa100730e5d1b9c42',
  uploadId: '019caddf-aec0-7019-b5f4-2c8e6a7d3b01',
  token: 'EXAMPLE',
  userId: '019caddfb0007a0795e2c81d',
  userName: 'sam',
  versionId: '019caddf-bc80-7d1f-a24a-6e7b935c08d7',
} as const

export type ExampleName = keyof typeof exampleValues

const pattern = /<([a-z]\w*)>/g

/** An example with `values` in place of its names. Throws for a name that is none. */
export const withValues = <T>(example: T, values: Partial<Record<ExampleName, string>> = exampleValues): T =>
  mapTexts(example, (text) =>
    text.replaceAll(pattern, (_, name: string) => {
      if (!Object.hasOwn(exampleValues, name)) throw new Error(`<${name}> is no name that examples can use.`)
      return values[name as ExampleName] ?? exampleValues[name as ExampleName]
    }),
  ) as T

/** The names in an example: what has to exist before it can be sent. */
export function namesIn(example: unknown): ReadonlySet<ExampleName> {
  const found = new Set<ExampleName>()
  mapTexts(example, (text) => {
    for (const [, name] of text.matchAll(pattern)) found.add(name as ExampleName)
    return text
  })
  return found
}

function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value)
  if (Array.isArray(value)) return value.map((part) => mapTexts(part, map))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, mapTexts(part, map)]))
}

/** A value whose parts may be constants. */
type Frozen<T> = T extends Uint8Array
  ? T
  : T extends readonly (infer One)[]
    ? readonly Frozen<One>[]
    : T extends object
      ? { readonly [Member in keyof T]: Frozen<T[Member]> }
      : T
