import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataRoleArn, names, stateMachineArn } from '../../lib/local/names.ts'
import { renderingOf } from '../../lib/runtime/declarations/error-rendering.ts'
import type { Handler } from '../../lib/runtime/invocation/lambda.ts'
import { loadRegistry, type FunctionDefinition } from '../../lib/inventory/registry.ts'
import { bundle } from '../../lib/stacks/bundle.ts'
import { password, startTestApp, type TestApp } from '../_harness/app.ts'
import { makeFixtures, requestOf } from '../_harness/fixtures.ts'
import { nativeImport } from '../_harness/native-import.ts'

/** The functions as they are deployed: bundled, told everything by their environment, each with its own credentials. */
const registry = await loadRegistry()
let folder = ''
let app: TestApp
const saved = { ...process.env }
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-bundles-'))
  await bundle(registry.functions, folder)
  app = await startTestApp({ registry })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: app.awsUrl,
    AWS_REGION: 'us-east-1',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    SLUICE_TABLE: 'sluice',
    SLUICE_LIVENESS_TABLE: 'sluice-liveness',
    SLUICE_STATE_MACHINE_ARN_PREFIX: stateMachineArn(''),
    SLUICE_FUNCTION_PREFIX: '',
    SLUICE_ACCOUNT_ID: '000000000000',
    SLUICE_SECRET_MASTER_KEY: 'sluice/master-key',
    SLUICE_SECRET_ADMIN_PASSWORD: 'sluice/admin-password',
    SLUICE_BUS: 'sluice',
    SLUICE_BUCKET: names.bucket,
    SLUICE_SCHEDULE_GROUP: 'sluice-flows',
    SLUICE_SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/sluice-schedules',
    SLUICE_DUE_FUNCTION_ARN: 'arn:aws:lambda:us-east-1:000000000000:function:schedules-RecordDueFlow',
    SLUICE_DEAD_LETTER_QUEUE_URL: `${app.awsUrl}/000000000000/sluice-dead-letters`,
    SLUICE_STEPS_QUEUE_URL: `${app.awsUrl}/000000000000/sluice-steps`,
    SLUICE_LONG_STEPS_QUEUE_URL: `${app.awsUrl}/000000000000/sluice-long-steps`,
    SLUICE_DATA_ROLE_ARN: dataRoleArn,
  })
}, 300_000)
afterAll(async () => {
  process.env = saved
  await app.stop()
  await rm(folder, { recursive: true, force: true })
})

async function invoke({ name }: FunctionDefinition, event: unknown): Promise<unknown> {
  const { accessKeyId, secretAccessKey } = app.functions.credentialsOf(name)
  process.env.AWS_ACCESS_KEY_ID = accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey
  process.env.LAMBDA_TASK_ROOT = join(folder, name)
  const { handler } = nativeImport<{ handler: Handler }>(join(folder, name, 'index.mjs'))
  return handler(event, { awsRequestId: 'r-1', functionName: name } as never)
}

const httpEvent = (method: string, path: string) => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: '',
  headers: {},
  isBase64Encoded: false,
  requestContext: { http: { method, path } },
})

/** What cannot be done without the caller being an agent, or knowing a secret. */
const refusedDirectly: Record<string, RegExp> = {
  'agent-Enrol': /^Credentials rejected/,
  'agent-CheckIn': /^Agent not found/,
  'agent-RotateCredential': /^Agent not found/,
  'agent-GetArtifact': /^Agent not found/,
  'agent-GetFile': /^Agent not found/,
  'agent-ListFiles': /^Agent not found/,
  'agent-GetFlowDefinition': /^Agent not found/,
  // Who invokes a function directly is no user.
  'oih-GetCurrentUser': /^ENTITY_NOT_FOUND/,
  'oih-UpdateCurrentUser': /^ENTITY_NOT_FOUND/,
}

const noRollout = { tenant: 'default', rolloutId: 'none', epoch: 1 }
const taskCases: Record<string, { input: object; answer: unknown }> = {
  'setup-CreateAdministrator': { input: {}, answer: { created: false, name: 'admin' } },
  'setup-CreateServerGroups': { input: {}, answer: { created: false } },
  'setup-MigrateFlows': { input: {}, answer: { migrated: 0 } },
  'setup-CreateUserGroups': { input: {}, answer: { created: false } },
  'schedules-RecordDueFlow': {
    input: { tenant: 'default', flowKey: 'nowhere', flowId: 'x', dueAt: '2026-01-01T00:00:00Z' },
    answer: { runId: null },
  },
  'schedules-SweepAdditions': { input: {}, answer: { finished: 0, removed: 0 } },
  'schedules-SweepLeases': { input: {}, answer: { count: expect.any(Number), announced: expect.any(Number) } },
  'schedules-SweepRuns': { input: {}, answer: expect.objectContaining({ isWhole: true, ended: 0 }) },
  'roll-cluster-BeginRollout': { input: noRollout, answer: { isOver: true, epoch: 0 } },
  'roll-cluster-ChooseBatch': {
    input: { ...noRollout, looks: 0, looked: [], mostLooks: 9 },
    answer: { next: 'end', servers: [], seconds: 0, looks: 1, looked: [] },
  },
  'roll-cluster-OrderServer': {
    input: { ...noRollout, serverId: 'none', seenVersion: 0, token: 't' },
    answer: 'RolloutSuperseded',
  },
  'roll-cluster-JudgeServer': {
    input: { ...noRollout, serverId: 'none', looks: 0 },
    answer: { next: 'over', seconds: 0, seenVersion: 0, looks: 1 },
  },
  'roll-cluster-EndRollout': { input: noRollout, answer: { ended: false } },
  'roll-deployment-BeginRollout': { input: noRollout, answer: { isOver: true, epoch: 0 } },
  'roll-deployment-AdvanceDeployment': {
    input: { ...noRollout, looks: 0, mostLooks: 9 },
    answer: { next: 'end', seconds: 0, looks: 1 },
  },
  'roll-deployment-EndRollout': { input: noRollout, answer: { ended: false } },
  'storage-RegisterUpload': {
    input: { detail: { object: { key: 'uploads/default/none' } } },
    answer: { registered: false },
  },
}

/**
 * One operation of each dialect and set of capabilities, and all other functions: bundles with the same capabilities differ in
 * nothing but decisions, which are tested without a bundle.
 */
const seen = new Set<string>()
const tried = registry.functions.filter((unit) => {
  if (unit.kind !== 'operation' || unit.name in refusedDirectly) return true
  const { dialect, form, rawBody, anyBody } = unit.operation
  const kind = JSON.stringify([dialect.name, Object.keys(unit.effects).sort(), form?.read.name, rawBody, anyBody])
  return !seen.has(kind) && seen.add(kind)
})

describe.each(tried)('the bundle of $name', (unit) => {
  test('answers as its source does', async () => {
    switch (unit.kind) {
      case 'operation': {
        const tenant = unit.name
          .toLowerCase()
          .replaceAll(/[^a-z]/g, '')
          .slice(0, 30)
        const fixtures = await makeFixtures(app, { name: 'owner', tenant }, unit.operation)
        const outcome = (name: string, error?: unknown) =>
          error instanceof Error ? `${error.name}: ${error.message}` : name
        const bundled = await invoke(unit, { ...requestOf(unit.operation, fixtures), tenant }).then(
          () => 'answered',
          (error: unknown) => outcome('', error),
        )
        expect(bundled).toMatch(refusedDirectly[unit.name] ?? /^answered$/)
        return
      }
      case 'fallback': {
        const { basePath, errors } = unit.dialect
        expect(await invoke(unit, httpEvent('GET', `${basePath}/nowhere`))).toMatchObject({
          statusCode: renderingOf(errors, 'route-unknown').status,
        })
        return
      }
      case 'authorizer': {
        const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`
        expect(await invoke(unit, { headers: { authorization } })).toMatchObject({
          isAuthorized: true,
          context: { principal: { name: 'admin' } },
        })
        return
      }
      case 'worker': {
        const outcomeOf = (answer: Promise<unknown>) => answer.catch((error: Error) => error.message)
        const event = { Records: [] }
        expect(await outcomeOf(invoke(unit, event))).toEqual(await outcomeOf(app.functions.invoke(unit.name, event)))
        return
      }
      case 'relay': {
        expect(await invoke(unit, { Records: [] })).toEqual({ batchItemFailures: [] })
        return
      }
      case 'task': {
        const { input, answer } = taskCases[unit.name] ?? { input: undefined, answer: 'a case for it' }
        expect(await invoke(unit, input).catch((error: Error) => error.name)).toEqual(answer)
      }
    }
  })
})

test('a bundle answers an HTTP event in its dialect’s form', async () => {
  const unit = registry.functions.find(({ name }) => name === 'appflow-StopFlow')
  const answer = unit && (await invoke(unit, httpEvent('POST', '/appflow/stop-flow')))

  expect(answer).toMatchObject({
    statusCode: 403,
    headers: { 'x-amzn-errortype': 'MissingAuthenticationTokenException' },
  })
})
