import { describe, expect, test } from 'vitest'
import type { FlowMove, FlowStatus } from '../../../lib/core/flows/lifecycle.ts'
import { idSource } from '../../../lib/runtime/invocation/context.ts'
import { moveFlow } from '../../../lib/store/move.ts'
import { read } from '../../../lib/store/read.ts'
import { labelledFlow, namedFlow } from '../../_harness/flow-items.ts'
import { startFlowManager } from '../../_harness/flow-manager.ts'

/** Without the relay: states that flows only pass through stay, and every request is the command's own. */
const { app, ask } = await startFlowManager()
await app.stream.stop()
const newId = idSource(() => new Date())
const at = new Date().toISOString()

/** What leads a new flow to each state. */
const ways: Record<FlowStatus, FlowMove[]> = {
  draft: [],
  inactive: ['start', 'stop'],
  starting: ['beginStart'],
  active: ['start'],
  paused: ['start', 'pause'],
  stopping: ['start', 'drain'],
  errored: ['start', 'fail'],
}

/** By command and state: the state then, `=` for none other, `-` for a refusal. */
const table: Record<string, Record<FlowStatus, string>> = {
  start: {
    draft: 'running',
    inactive: 'running',
    starting: '=',
    active: '=',
    paused: '-',
    stopping: '-',
    errored: 'running',
  },
  pause: { draft: '-', inactive: '-', starting: 'paused', active: 'paused', paused: '=', stopping: '-', errored: '-' },
  resume: { draft: '-', inactive: '-', starting: '=', active: '=', paused: 'running', stopping: '-', errored: '-' },
  stop: {
    draft: '=',
    inactive: '=',
    starting: 'stopped',
    active: 'stopped',
    paused: 'stopped',
    stopping: '=',
    errored: 'stopped',
  },
  halt: {
    draft: '=',
    inactive: '=',
    starting: 'stopped',
    active: 'stopped',
    paused: 'stopped',
    stopping: 'stopped',
    errored: 'stopped',
  },
}
const words = {
  draft: 'stopped',
  inactive: 'stopped',
  starting: 'running',
  active: 'running',
  paused: 'paused',
  stopping: 'stopping',
  errored: 'error',
}

describe.each(Object.entries(table))('%s', (name, row) => {
  test('does to a flow in each state what the table says', async () => {
    const states = Object.keys(row) as FlowStatus[]
    const command = name === 'halt' ? 'stop' : name
    for (const state of states) {
      const flow = { handle: `${name}-${state}` }
      await app.makeFlow(namedFlow(flow.handle, newId()))
      for (const move of ways[state]) await moveFlow(app.table, { tenant: 'default', flow, move, at, by: 'test' })
    }
    const before = await Promise.all(states.map((state) => read(app.table, 'flow', 'default', `${name}-${state}`)))

    const { json } = await ask('PATCH', '/flows/commands', {
      command,
      flow_ids: states.map((state) => `${name}-${state}`),
      type: name === 'halt' ? 1 : 0,
    })

    const outcomes = (json.details as { status: string; error?: string }[]).map(({ status, error }, index) => {
      const state = states[index] ?? 'draft'
      if (error !== undefined) return [state, '-', status]
      return [state, row[state] === '=' ? '=' : status, status]
    })
    expect(outcomes).toEqual(
      states.map((state) => [state, row[state], /^\w/.test(row[state]) ? row[state] : words[state]]),
    )
    for (const [index, state] of states.entries()) {
      const after = await read(app.table, 'flow', 'default', `${name}-${state}`)
      // What changed nothing has written nothing.
      if (!/^\w/.test(row[state])) expect(after).toEqual(before[index])
      else expect(after?.version).toBe((before[index]?.version ?? 0) + 1)
    }
  })
})

test('a flow that AppFlow runs on demand is running: start and resume change nothing, stop and pause are refused', async () => {
  await app.makeFlow(namedFlow('demanded', newId(), { trigger: { kind: 'on-demand' } }))
  const tell = async (command: string, more: object = {}) =>
    (await ask('PATCH', '/flows/commands', { command, flow_ids: ['demanded'], ...more })).status

  expect([await tell('start'), await tell('resume')]).toEqual([200, 200])
  expect([await tell('pause'), await tell('stop'), await tell('stop', { type: 1 })]).toEqual([400, 400, 400])
  expect((await read(app.table, 'flow', 'default', 'demanded'))?.version).toBe(1)
})

describe('requests to the table', () => {
  const count = 12

  async function requestsOf(work: () => Promise<unknown>): Promise<number> {
    const { pass } = app.engine
    let requests = 0
    app.engine.pass = (target, body) => {
      requests++
      return pass(target, body)
    }
    await work().finally(() => (app.engine.pass = pass))
    return requests
  }

  test.each([
    ['flow-manager', 0],
    ['Open Integration Hub', 1],
  ])('for each flow of %s: start, pause, resume, hard stop 1, soft stop 2, and %i more', async (made, more) => {
    const handles: string[] = []
    for (let index = 0; index < count; index++) {
      const flow = more === 0 ? namedFlow(`counted-${index}`, newId()) : labelledFlow(`counted ${index}`, newId())
      handles.push((await app.makeFlow(flow)).handle)
    }
    const requests = (command: string, type = 0) =>
      requestsOf(() => app.functions.invoke('flow-manager-CommandFlows', { command, flow_ids: handles, type }))
    // Once for all of them: a read of the flows, and of those that lie elsewhere.
    const reads = 1 + more

    expect(await requests('start'), made).toBe(count * (1 + more))
    expect(await requests('pause')).toBe(count * (1 + more))
    expect(await requests('resume')).toBe(count * (1 + more))
    expect(await requests('stop')).toBe(count * (2 + more) + reads)
    await requests('start')
    expect(await requests('stop', 1)).toBe(count * (1 + more))
    expect(await requests('stop')).toBe(reads)
  })
})
