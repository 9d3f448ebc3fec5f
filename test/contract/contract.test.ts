import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startTestApp, type Answer } from '../_harness/app.ts'
import { call, send } from '../_harness/call.ts'
import { flowInput, onDemand, scheduled } from '../_harness/flows.ts'

/** A documented exchange, as data: what exists, what is asked, and what the API's documentation says comes back. */
interface Case {
  title: string
  given: string[]
  call?: [operation: string, input: Record<string, unknown>]
  path?: [method: string, path: string]
  /** Status, and either the error's name or members of the answer. */
  answers: [status: number, answer: string | Record<string, unknown>]
  exactly?: boolean
  source: string
}

const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'appflow/cases.json'), 'utf8')) as Case[]

const app = await startTestApp()
afterAll(() => app.stop())

const kinds: Record<string, object> = { event: {}, 'on-demand': onDemand, scheduled: scheduled() }
const operation = (name: string) => {
  const found = app.registry.operations.find(
    (one) => one.operation.dialect.name === 'appflow' && one.operation.name === name,
  )
  if (!found) throw new Error(`There is no operation ${name}.`)
  return found.operation
}

test.each(cases.map((one, index) => ({ ...one, index })))(
  'appflow: $title',
  async ({ given, call: asked, path, answers, exactly, index }) => {
    const user = { name: 'owner', tenant: `case-${index}` }
    const named = (name: string) => (name === 'f' ? 'f0' : name)
    const ask = (name: string, { '…': kind, ...input }: Record<string, unknown>): Promise<Answer> => {
      const flowName = typeof input.flowName === 'string' ? named(input.flowName) : input.flowName
      const configured = typeof kind === 'string' ? flowInput(String(flowName), kinds[kind]) : {}
      return call(app, operation(name), { ...configured, ...input, ...('flowName' in input ? { flowName } : {}) }, user)
    }
    for (const step of given) {
      const [verb = '', name = ''] = step.split(' ')
      const done =
        verb === 'start' || verb === 'stop'
          ? await ask(verb === 'start' ? 'StartFlow' : 'StopFlow', { flowName: name })
          : await ask('CreateFlow', { flowName: name, '…': verb })
      expect(done.status).toBe(200)
    }

    const answer = asked
      ? await ask(...asked)
      : await send(app, operation('StopFlow'), {
          method: path?.[0] ?? '',
          path: path?.[1] ?? '',
          body: path?.[0] === 'POST' ? '{}' : undefined,
          user,
        })

    const [status, expected] = answers
    expect(answer.status).toBe(status)
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
    if (typeof expected === 'string') {
      expect(answer.headers.get('x-amzn-errortype')).toBe(expected)
      expect(answer.json).toEqual({ __type: expected, message: expect.any(String) })
    } else if (exactly) expect(answer.json).toEqual(expected)
    else expect(answer.json).toMatchObject(expected)
  },
)
