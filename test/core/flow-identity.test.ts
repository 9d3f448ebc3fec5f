import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Actor } from '../../lib/core/actor.ts'
import { createFlow } from '../../lib/core/flows/create-flow.ts'
import { createDefinition } from '../../lib/core/flows/create-definition.ts'
import { readDefinition, type DefinitionPart } from '../../lib/core/flows/definition.ts'
import { deleteFlow } from '../../lib/core/flows/delete-flow.ts'
import { handleOf } from '../../lib/core/flows/handle.ts'
import { flowLifecycle } from '../../lib/core/flows/lifecycle.ts'
import { redefineFlow } from '../../lib/core/flows/update-flow.ts'
import { emptyDefinition, labelledFlow, namedFlow, storedFlow } from '../_harness/flow-items.ts'

const at = '2026-01-01T00:00:00.000Z'
const actor = (name: string): Actor => ({ name, kind: 'user', via: 'direct', at })
const id = '0193a5b0c1d2e3f48d8b1aaf'
const written = (change: readonly { kind: string; entity: string }[]) =>
  change.map(({ kind, entity }) => `${kind} ${entity}`).sort()

describe('a handle', () => {
  test.each([
    ['A to B', 'a-to-b-8d8b1aaf'],
    ['  Über/Größe!  ', 'uber-gro-e-8d8b1aaf'],
    ['日本', 'flow-8d8b1aaf'],
    ['', 'flow-8d8b1aaf'],
    ['x'.repeat(300), `${'x'.repeat(55)}-8d8b1aaf`],
  ])('of the label %j is %s', (label, handle) => {
    expect(handleOf(label, id)).toBe(handle)
  })

  test('is a name that AppFlow and flow-manager accept, whatever the label', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (label) => {
        expect(handleOf(label, id)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        expect(handleOf(label, id).length).toBeLessThanOrEqual(64)
      }),
    )
  })
})

describe('a new flow', () => {
  test('with a name has it as key, handle and label, and no alias', () => {
    const { after: flow, change } = createFlow(namedFlow('orders', id), { tenant: 10 }, actor('ann'))

    expect(flow).toMatchObject({ key: 'orders', handle: 'orders', label: 'orders', startedVersion: 1 })
    expect(written(change)).toEqual([
      'count tally',
      'count tally',
      'create definition',
      'create flow',
      'create flow-pointer',
    ])
  })

  test('with a label has its id as key, an alias at its handle, and runs nothing before its first start', () => {
    const { after: flow, change } = createFlow(labelledFlow('A to B', id), { tenant: 10 }, actor('ann'))

    expect(flow).toMatchObject({ key: id, handle: 'a-to-b-8d8b1aaf', label: 'A to B' })
    expect(flow.startedVersion).toBeUndefined()
    expect(change.filter(({ entity }) => entity === 'flow-alias')).toMatchObject([
      { item: { handle: 'a-to-b-8d8b1aaf', aliasOf: id } },
    ])
  })

  test('keeps 256 characters of its label and 1,000 of its description', () => {
    const given = {
      ...labelledFlow('l'.repeat(300), id),
      definition: { ...emptyDefinition, description: 'd'.repeat(2048) },
    }
    const { after: flow, change } = createFlow(given, { tenant: 10 }, actor('ann'))

    expect([flow.label.length, flow.description?.length]).toEqual([256, 1000])
    expect(definitionIn(change)?.description).toHaveLength(2048)
  })

  test('counts against the quota of its tenant and of its dialect', () => {
    const { change } = createFlow(namedFlow('orders', id), { tenant: 10, dialect: 3 }, actor('ann'))

    const counts = change.flatMap((write) => (write.kind === 'count' ? [[write.name, write.atMost]] : []))
    expect(counts).toEqual([
      ['tenant-flow', 10],
      ['flow', 3],
    ])
  })

  test('takes with it, when it is deleted, all that was written for it', () => {
    const { after: flow } = createFlow(labelledFlow('A to B', id), { tenant: 10 }, actor('ann'))

    expect(written(deleteFlow(flow, false, actor('bob')).change)).toEqual([
      'count tally',
      'count tally',
      'create tombstone',
      'delete flow',
      'delete flow-alias',
      'delete flow-pointer',
    ])
  })
})

const definitionIn = (change: readonly { entity: string; item?: unknown }[]) =>
  readDefinition(change.filter(({ entity }) => entity === 'definition').map(({ item }) => item as DefinitionPart))

describe('a definition', () => {
  const large = (bytes: number) => ({ ...emptyDefinition, details: { noise: randomBytes(bytes).toString('base64') } })

  test('comes back whole from its parts in any order, and not from some of them', () => {
    const definition = large(900_000)
    const parts = createDefinition(storedFlow(), 1, definition).change.map(({ item }) => item)

    expect(parts.length).toBeGreaterThan(2)
    for (const { data } of parts) expect(data.length).toBeLessThanOrEqual(350 * 1024)
    expect(readDefinition(parts.toReversed())).toEqual(definition)
    expect(readDefinition(parts.slice(1))).toBeUndefined()
    expect(readDefinition([])).toBeUndefined()
  })

  test('that no transaction could write is refused', () => {
    expect(() => createDefinition(storedFlow(), 1, large(3_300_000)).change).toThrow('at most 3 MB')
  })

  test('is replaced only through the dialect that made the flow', () => {
    const flow = storedFlow({ madeBy: 'oih' })
    expect(() => redefineFlow(flow, 'appflow', emptyDefinition, {}, actor('bob'))).toThrow('was made through oih')
  })

  test('of another version runs at once in AppFlow, and elsewhere from the next start', () => {
    const setOf = (madeBy: 'appflow' | 'oih') => {
      const { change } = redefineFlow(storedFlow({ madeBy }), madeBy, emptyDefinition, {}, actor('bob'))
      return change.flatMap((write) => (write.kind === 'update' ? [write.set] : []))
    }
    expect(setOf('appflow')).toMatchObject([{ definitionVersion: 2, startedVersion: 2 }])
    expect(setOf('oih')).toMatchObject([{ definitionVersion: 2 }])
    expect(setOf('oih')[0]).not.toHaveProperty('startedVersion')
  })
})

describe('the present state', () => {
  test('began with every move but the one from starting to active', () => {
    const without = Object.entries(flowLifecycle.moves).filter(([, move]) => !move.stamps?.includes('since'))
    expect(without.map(([name]) => name)).toEqual(['started'])
  })

  test('begins by a start with the newest definition, and only by a start', () => {
    const copying = Object.entries(flowLifecycle.moves).filter(([, { copies }]) => copies?.startedVersion)
    expect(copying.map(([name]) => name)).toEqual(['start', 'beginStart'])
  })
})
