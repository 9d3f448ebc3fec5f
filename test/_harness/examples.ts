import { password, type TestApp, type TestUser } from './app.ts'
import { call } from './call.ts'
import { flowInput, scheduled } from './flows.ts'

const flowName = 'example'
const resourceArn = `arn:aws:appflow:us-east-1:000000000000:flow/${flowName}`
const configured = { ...flowInput(flowName), ...scheduled() }

/** A valid input for each operation. The shared suites need one; an operation without one fails the architecture test. */
export const examples: Record<string, Record<string, unknown>> = {
  'appflow-CreateFlow': { ...configured, flowName: 'example-2' },
  'appflow-DescribeFlow': { flowName },
  'appflow-ListFlows': { maxResults: 10 },
  'appflow-ListTagsForResource': { resourceArn },
  'appflow-StartFlow': { flowName },
  'appflow-StopFlow': { flowName },
  'appflow-TagResource': { resourceArn, tags: { a: 'b' } },
  'appflow-UntagResource': { resourceArn, tagKeys: ['a'] },
  'appflow-UpdateFlow': configured,
  'appflow-DeleteFlow': { flowName, forceDelete: true },
  'control-CreateAccessKey': { userName: 'example' },
  'control-CreateUser': { name: 'example-2', password, permissions: [] },
  'control-DeleteAccessKey': { accessKeyId: 'SLCEAAAAAAAAAAAAAAAA' },
  'control-DeleteUser': { name: 'example' },
  'control-GetHealth': {},
  'control-GetOpenApi': { dialect: 'appflow' },
  'control-GetReference': {},
  'control-ListAccessKeys': {},
  'control-ListUsers': {},
  'control-Login': { name: 'admin', password },
  'control-WhoAmI': {},
}

/** Makes in a tenant everything the examples speak of. `owner` is its administrator. */
export async function arrange(app: TestApp, owner: TestUser): Promise<void> {
  const operation = (name: string) => {
    const found = app.registry.functions.find((unit) => unit.name === name)
    if (found?.kind !== 'operation') throw new Error(`There is no operation ${name}.`)
    return found.operation
  }
  await call(app, operation('appflow-CreateFlow'), configured, owner)
  await call(app, operation('appflow-StartFlow'), { flowName }, owner)
  await call(app, operation('control-CreateUser'), { name: 'example', password, permissions: [] }, owner)
}
