import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { variables } from '../../lib/runtime/context.ts'
import type { Handler } from '../../lib/runtime/lambda.ts'
import { loadRegistry, type FunctionUnit } from '../../lib/runtime/registry.ts'
import { bundle } from '../../lib/stacks/bundle.ts'
import { password, startTestApp, type TestApp } from '../_harness/app.ts'
import { arrange, examples } from '../_harness/examples.ts'

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
    [variables.tableName]: 'sluice',
    [variables.accountId]: '000000000000',
    [variables['master-key']]: 'sluice/master-key',
    [variables['admin-password']]: 'sluice/admin-password',
    [variables.busName]: 'sluice',
    [variables.scheduleGroup]: 'sluice-flows',
    [variables.scheduleRoleArn]: 'arn:aws:iam::000000000000:role/sluice-schedules',
    [variables.dueFunctionArn]: 'arn:aws:lambda:us-east-1:000000000000:function:schedules-RecordDueFlow',
    [variables.deadLetterQueueUrl]: `${app.awsUrl}/000000000000/sluice-dead-letters`,
  })
})
afterAll(async () => {
  process.env = saved
  await app.stop()
  await rm(folder, { recursive: true, force: true })
})

async function invoke({ name }: FunctionUnit, event: unknown): Promise<unknown> {
  const { accessKeyId, secretAccessKey } = app.functions.credentialsOf(name)
  process.env.AWS_ACCESS_KEY_ID = accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = secretAccessKey
  process.env.LAMBDA_TASK_ROOT = join(folder, name)
  const { handler } = (await import(join(folder, name, 'index.mjs'))) as { handler: Handler }
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

describe.each(registry.functions)('the bundle of $name', (unit) => {
  test('answers as its source does', async () => {
    switch (unit.kind) {
      case 'operation': {
        const tenant = unit.name
          .toLowerCase()
          .replaceAll(/[^a-z]/g, '')
          .slice(0, 30)
        await arrange(app, { name: 'owner', tenant })
        const outcome = (name: string, error?: unknown) =>
          error instanceof Error ? `${error.name}: ${error.message}` : name
        const bundled = await invoke(unit, { ...examples[unit.name], tenant }).then(
          () => 'answered',
          (error: unknown) => outcome('', error),
        )
        expect(bundled).toMatch(
          unit.name === 'control-DeleteAccessKey'
            ? /^Access key not found/
            : unit.name === 'control-WhoAmI'
              ? /answered/
              : /^answered$/,
        )
        return
      }
      case 'fallback': {
        const { basePath, errors } = unit.dialect
        expect(await invoke(unit, httpEvent('GET', `${basePath}/nowhere`))).toMatchObject({
          statusCode: errors['route-unknown'].status,
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
      case 'relay': {
        expect(await invoke(unit, { Records: [] })).toEqual({ batchItemFailures: [] })
        return
      }
      case 'task': {
        const input = { tenant: 'default', flowName: 'nowhere', flowId: 'x', dueAt: '2026-01-01T00:00:00Z' }
        expect(await invoke(unit, input)).toMatchObject(
          unit.name.startsWith('setup') ? { created: false } : { recorded: false },
        )
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
