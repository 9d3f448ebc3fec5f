import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { build, type Metafile } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arnOf, functionArn, names, stateMachineArn } from '../../lib/local/names.ts'
import type events from '../../lib/runtime/capabilities/events.ts'
import type executions from '../../lib/runtime/capabilities/executions.ts'
import type invocations from '../../lib/runtime/capabilities/invocations.ts'
import type objects from '../../lib/runtime/capabilities/objects.ts'
import type { bury } from '../../lib/runtime/capabilities/relay.ts'
import type schedules from '../../lib/runtime/capabilities/schedules.ts'
import type { Environment, Services } from '../../lib/runtime/invocation/context.ts'
import type { openObjects } from '../../lib/runtime/objects/objects.ts'
import type { readSecret } from '../../lib/runtime/credentials/secrets.ts'
import { EndpointCache } from '../../lib/runtime/sdk/endpoint-cache.ts'
import { EventStreamSerde, eventStreamSerdeProvider } from '../../lib/runtime/sdk/event-streams.ts'
import { bundling } from '../../lib/stacks/bundle.ts'
import { checkDynamicImports, replacedModules } from '../../lib/stacks/lean-sdk.ts'
import { startTestApp, type TestApp } from '../_harness/app.ts'
import { nativeImport } from '../_harness/native-import.ts'

/** All that functions call AWS with, bundled as they are. What calls DynamoDB is in every function (bundles.test.ts). */
interface Clients {
  events: typeof events
  schedules: typeof schedules
  executions: typeof executions
  objects: typeof objects
  invocations: typeof invocations
  bury: typeof bury
  openObjects: typeof openObjects
  readSecret: typeof readSecret
}

let folder = ''
let app: TestApp
let metafile: Metafile
let clients: Clients
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-sdk-'))
  const contents = `${['events', 'schedules', 'executions', 'objects', 'invocations'].map((name) => `export { default as ${name} } from '#runtime/capabilities/${name}.ts'`).join('\n')}
export { bury } from '#runtime/capabilities/relay.ts'
export { openObjects } from '#runtime/objects/objects.ts'
export { readSecret } from '#runtime/credentials/secrets.ts'`
  const stdin = { contents, resolveDir: bundling.absWorkingDir }
  const built = await build({ ...bundling, stdin, outfile: join(folder, 'clients.mjs'), metafile: true })
  metafile = built.metafile
  clients = nativeImport<Clients>(join(folder, 'clients.mjs'))
  app = await startTestApp()
}, 120_000)
afterAll(async () => {
  await app.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The environment of a function, which permits what its effects declare. */
const environmentOf = (name: string) =>
  ({
    endpoint: app.awsUrl,
    region: names.region,
    credentials: app.functions.credentialsOf(name),
    tableName: names.table,
    livenessTableName: names.livenessTable,
    functionPrefix: '',
    busName: names.bus,
    bucketName: names.bucket,
    scheduleGroup: names.scheduleGroup,
    scheduleRoleArn: arnOf('scheduleRole'),
    dueFunctionArn: functionArn('schedules-RecordDueFlow'),
    deadLetterQueueUrl: `${app.awsUrl}/000000000000/${names.deadLetters}`,
    'secret:master-key': names.secret('master-key'),
    stateMachineArnPrefix: stateMachineArn(''),
    logLevel: 'SILENT',
  }) as unknown as Environment

describe('from a bundle', () => {
  test('the relay publishes, arms schedules, starts workflows, answers tokens and buries records', async () => {
    const services = { env: environmentOf('relay-Relay') } as Services
    const { events, schedules, executions, objects } = clients
    const relay = {
      ...events.relay(services),
      ...schedules.relay(services),
      ...executions.relay(services),
      ...objects.relay(services),
    }
    const at = new Date().toISOString()
    const schedule = { expression: 'rate(1 day)', timezone: 'UTC' } as never

    await relay.publish({ type: 'flow.started', at, detail: { eventId: 'none-1' } })
    await relay.upsertSchedule('default.none', schedule, { flowId: 'none' })
    await relay.upsertSchedule('default.none', schedule, { flowId: 'none' })
    await relay.deleteSchedule('default.none')
    await relay.deleteSchedule('default.none')
    await relay.execute('roll-cluster', 'none-1', { tenant: 'default', rolloutId: 'none' })
    await relay.answer('nobody waits with this')
    await clients.bury(services.env, '{"effect":"none"}')
    await relay.removeArtifact('default', 'none')
  })

  test('objects are put, read, copied, signed for and removed', async () => {
    const upload = clients.openObjects({
      env: environmentOf('mmc-UploadApplication'),
      tenant: 'default',
    })
    const register = clients.openObjects({
      env: environmentOf('storage-RegisterUpload'),
      tenant: 'default',
    })
    const agent = clients.openObjects({
      env: environmentOf('agent-GetArtifact'),
      tenant: 'default',
    })
    const create = clients.openObjects({
      env: environmentOf('control-CreateUpload'),
      tenant: 'default',
    })
    const sha256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    const signed = await create.signPut('uploads', 'one', 60, { sizeBytes: 3, sha256 })
    expect((await fetch(signed.url, { method: 'PUT', headers: { ...signed.headers }, body: 'abc' })).status).toBe(200)

    const head = await register.head('uploads', 'one')
    expect(head).toMatchObject({ sizeBytes: 3, sha256 })
    const etag = head?.etag ?? ''
    expect(await text(await register.read('uploads', 'one', etag, { start: 1, end: 3 }))).toBe('bc')
    await register.copy('uploads', 'artifacts', 'one', etag)
    expect(await (await fetch(await agent.signRead('artifacts', 'one', 60))).text()).toBe('abc')
    await upload.put('artifacts', 'two', Buffer.from('xyz'))
    expect(await (await fetch(await agent.signRead('artifacts', 'two', 60))).text()).toBe('xyz')
    await upload.remove('artifacts', 'two')
    // What S3 says of an absent object to who may not list the bucket.
    expect((await fetch(await agent.signRead('artifacts', 'two', 60))).status).toBe(403)
  })

  test('functions are invoked', async () => {
    const event = { version: '2.0' }
    const answer = clients.invocations.invoke(environmentOf('mmc-Fallback'), 'mmc-GetServer', event)
    await expect(answer).rejects.toThrow(/mmc-GetServer failed/)
  })

  test('secrets are read, and one that is refused says so', async () => {
    expect(await clients.readSecret(environmentOf('appflow-StopFlow'), 'master-key')).not.toBe('')
    const refused = clients.readSecret(environmentOf('relay-Relay'), 'master-key')
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' })
  })
})

describe('the SDK in bundles', () => {
  test.each(Object.entries(replacedModules))('asks for %s, and gets ours', (_module, ours) => {
    const [bundled] = Object.values(metafile.outputs).filter(({ entryPoint }) => entryPoint)
    expect(Object.keys(bundled?.inputs ?? {})).toContain(ours.slice('./'.length))
  })

  test('has nothing of what was replaced', () => {
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs))
    expect(inputs.filter((path) => /event-stream|mnemonist|credential-provider-(?!env)|sso|imds/.test(path))).toEqual([
      'lib/runtime/sdk/event-streams.ts',
    ])
  })

  test('reads of a client’s package.json the version alone', async () => {
    const readers = Object.entries(metafile.inputs).filter(([, { imports }]) =>
      imports.some(({ path }) => /client-[\w-]+\/package\.json$/.test(path)),
    )
    expect(readers.length).toBeGreaterThan(5)
    for (const [file] of readers) {
      const source = await readFile(join(bundling.absWorkingDir, file), 'utf8')
      const uses = source.replace(/^import packageInfo .*$/m, '').match(/packageInfo\b(\.\w+)?/g)
      expect(uses).toEqual(['packageInfo.version'])
    }
  })

  test('refuses what it was left without, by name', () => {
    expect(() => new EventStreamSerde()).toThrow(/event streams/)
    expect(() => eventStreamSerdeProvider()).toThrow(/event streams/)
    expect(() => new EndpointCache().get()).toThrow(/endpoint discovery/)
  })
})

test('a module that is loaded with import() and has imports of its own fails the build', () => {
  const importing = (path: string, kind: string) => ({ bytes: 1, imports: [{ path, kind }] })
  const of = (kind: string) =>
    ({
      inputs: { a: importing('b', kind), b: importing('c', 'import-statement'), c: { bytes: 1, imports: [] } },
      outputs: { out: { inputs: { a: {}, b: {}, c: {} } } },
    }) as unknown as Metafile

  expect(() => checkDynamicImports(of('dynamic-import'))).toThrow(/^a loads b/)
  expect(() => checkDynamicImports(of('import-statement'))).not.toThrow()
})
