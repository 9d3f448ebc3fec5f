import { describe, expect, test } from 'vitest'
import type { Author } from '../../../lib/core/actor.ts'
import { auditedEntities, type AuditedEntity } from '../../../lib/core/audit/audited-entities.ts'
import { audited, auditedOf } from '../../../lib/core/audit/audited.ts'
import { recordChange } from '../../../lib/core/audit/record-change.ts'
import type { Flow } from '../../../lib/core/flows/flow.ts'
import { storedFlow } from '../../_harness/flow-items.ts'
import { auditedMembers } from './audited-members.ts'

const author: Author = {
  name: 'ann',
  kind: 'user',
  via: 'flow-manager',
  at: '2026-03-02T09:30:00.000Z',
  requestId: 'r-1',
}
const component = {
  tenant: 'acme',
  id: 'mqtt',
  version: 3,
  description: 'Subscribes.',
  endpoint: 'https://components.example.com/mqtt?key=canary',
  functions: ['subscribe'],
  timeoutSeconds: 30,
  sealedSecret: 'canary',
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'ann',
  updatedAt: '2026-03-02T09:30:00.000Z',
  updatedBy: 'ann',
}
const changed = (entity: AuditedEntity, before: object | undefined, after: object | undefined, by = author) =>
  recordChange({ entity, before, after, author: by })

describe('a record', () => {
  test('says who changed what, by which door, in which request, from what to what', () => {
    const after = { ...component, version: 4, timeoutSeconds: 60, functions: ['subscribe', 'publish'] }
    expect(changed('component', component, after)).toEqual({
      tenant: 'acme',
      id: expect.stringMatching(/^2026-03-02T09:30:00\.000Z-[0-9a-f]{24}$/),
      kind: 'component',
      key: 'mqtt',
      version: 4,
      verb: 'updated',
      changed: ['functions', 'timeoutSeconds'],
      from: { functions: ['subscribe'], timeoutSeconds: 30 },
      to: { functions: ['subscribe', 'publish'], timeoutSeconds: 60 },
      actorName: 'ann',
      actorKind: 'user',
      door: 'flow-manager',
      requestId: 'r-1',
      at: '2026-03-02T09:30:00.000Z',
      expiresAt: Date.parse('2027-04-06T09:30:00.000Z') / 1000,
    })
  })

  test('of a creation has nothing from before, and of a deletion nothing from then on', () => {
    const shown = { description: 'Subscribes.', functions: ['subscribe'], timeoutSeconds: 30 }
    expect(changed('component', undefined, component)).toMatchObject({ verb: 'created', from: {}, to: shown })

    expect(changed('component', component, undefined)).toMatchObject({
      verb: 'deleted',
      version: 4,
      from: shown,
      to: {},
      actorName: 'ann',
      expiresAt: Date.parse('2027-04-06T09:30:00.000Z') / 1000,
    })
  })

  test('names what changed and is not shown', () => {
    const after = { ...component, version: 4, sealedSecret: 'another', endpoint: 'https://elsewhere.example' }
    expect(changed('component', component, after)).toMatchObject({
      changed: ['endpoint', 'sealedSecret'],
      from: {},
      to: {},
    })
  })

  test('calls a change of a flow what its event calls it', () => {
    const verb = (before: Partial<Flow> | undefined, after: Partial<Flow>) =>
      changed('flow', before && storedFlow(before), storedFlow({ version: 2, ...after }))?.verb
    expect(verb(undefined, {})).toBe('created')
    expect(verb({ status: 'draft' }, { status: 'active' })).toBe('started')
    expect(verb({ status: 'active' }, { status: 'paused' })).toBe('paused')
    expect(verb({ status: 'paused' }, { status: 'active' })).toBe('resumed')
    expect(verb({ status: 'active' }, { status: 'inactive' })).toBe('stopped')
    expect(verb({}, { definitionVersion: 2 })).toBe('updated')
  })

  test('says that Sluice did by itself what its own functions did', () => {
    const own = { ...author, name: 'SettleFlows', kind: 'service', via: 'internal' } as const
    expect(changed('component', undefined, component, own)).toMatchObject({ door: 'sluice', actorName: 'SettleFlows' })
  })

  test('tells what lies below a member by its path, and of a server nothing that its agent reports', () => {
    const desired = { generation: 2, applications: { orders: { state: 'started' }, other: { state: 'started' } } }
    const server = { tenant: 'acme', id: 's', version: 5, name: 's', groupIds: [], desired, observed: { seq: 1 } }
    const stopped = {
      ...desired,
      generation: 3,
      applications: { ...desired.applications, orders: { state: 'stopped' } },
    }

    expect(changed('server', server, { ...server, version: 6, observed: { seq: 2 } })).toBeUndefined()
    expect(changed('server', server, { ...server, version: 6, desired: stopped })).toMatchObject({
      changed: ['desired.applications.orders.state'],
      from: { 'desired.applications.orders.state': 'started' },
      to: { 'desired.applications.orders.state': 'stopped' },
    })
  })

  test('stays small, whatever changed', () => {
    const tags = Object.fromEntries(Array.from({ length: 200 }, (_one, index) => [`tag-${index}`, 'v'.repeat(250)]))
    const record = changed('flow', storedFlow(), storedFlow({ version: 2, tags, description: 'é'.repeat(1000) }))

    expect(record?.to.description).toBe(`${'é'.repeat(300)}…`)
    expect(record?.changed).toHaveLength(50)
    expect(JSON.stringify(record).length).toBeLessThan(8000)
  })
})

describe('a record’s id', () => {
  const idOf = (after: object, by = author) => changed('component', undefined, after, by)?.id

  test('is the same for the same change, and another for any other', () => {
    expect(idOf(component)).toBe(idOf({ ...component }))
    const others = [
      idOf({ ...component, version: 4 }),
      idOf({ ...component, id: 'other' }),
      idOf(component, { ...author, requestId: 'r-2' }),
      idOf(component, { ...author, at: '2026-03-02T09:30:00.001Z' }),
    ]
    expect(new Set([idOf(component), ...others])).toHaveLength(5)
  })

  test('of a deletion is not that of the last change before it in the same request', () => {
    expect(changed('component', component, undefined)?.id).not.toBe(idOf(component))
  })
})

describe('no record is made', () => {
  test('of a change of nothing that is recorded', () => {
    expect(changed('component', component, { ...component, version: 4, updatedBy: 'bob' })).toBeUndefined()
    expect(recordChange({ entity: 'session', after: { tenant: 'acme' }, author })).toBeUndefined()
  })

  test('of what expired: nobody is its author', () => {
    expect(recordChange({ entity: 'enrolment-token', before: { tenant: 'acme', id: 't' } })).toBeUndefined()
  })

  test('of a change without an author, which was made before there was an audit trail', () => {
    expect(
      recordChange({ entity: 'component', before: component, after: { ...component, functions: [] } }),
    ).toBeUndefined()
  })
})

describe.each(auditedEntities)('%s', (entity) => {
  const members = auditedMembers[entity] as Record<string, 'shown' | 'named' | 'silent'>
  const being = (what: string) => Object.keys(members).filter((member) => members[member] === what)
  const itemOf = (suffix: string) =>
    ({
      ...Object.fromEntries(Object.keys(members).map((member) => [member, `${member}-canary${suffix}`])),
      // Its event is named by it.
      ...(entity === 'flow' ? { status: suffix === '' ? 'active' : 'paused' } : {}),
    }) as never
  const canaries = (record: unknown) =>
    new Set([...JSON.stringify(record).matchAll(/"([\w]+)-canary/g)].map(([, member = '']) => member))
  const { key, id, name } = auditedOf(entity) ?? {}
  const identity = () => {
    const item = { ...(itemOf('') as object), target: {} } as never
    return [key?.(item), id?.(item), name?.(item)].map((text) => text?.split('-canary')[0]).filter(Boolean)
  }

  test('shows the members that are to be shown, names those that are to be named, and is silent about all others', () => {
    const whole = [changed(entity, undefined, itemOf('')), changed(entity, itemOf(''), undefined)]
    const update = changed(entity, itemOf(''), itemOf('2'))
    const always = ['tenant', ...identity(), 'version']

    for (const record of [...whole, update]) {
      const beyond = [...canaries(record)].filter((one) => ![...being('shown'), ...always].includes(one))
      expect(beyond).toEqual([])
    }
    expect(new Set(update?.changed)).toEqual(new Set([...being('shown'), ...being('named')]))
    expect(Object.keys(update?.from ?? {}).sort()).toEqual(being('shown').sort())
  })

  test('shows no secret, sealed text, hash or password', () => {
    const paths: readonly string[] = audited[entity].shown
    expect(paths.filter((path) => /secret|password|hash|sealed|salt|endpoint|content/i.test(path))).toEqual([])
  })

  test('has every member that it shows or names', () => {
    const own: { shown: readonly string[]; named?: readonly string[] } = audited[entity]
    const roots = [...own.shown, ...(own.named ?? [])].map((path) => path.split('.')[0])
    expect(roots.filter((root) => !(root !== undefined && root in members))).toEqual([])
  })
})
