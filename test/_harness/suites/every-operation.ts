import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isAudited } from '../../../lib/core/audit/audited-entities.ts'
import { categoryOf, DomainError, type ErrorCode } from '../../../lib/core/errors.ts'
import type { EntityName } from '../../../lib/core/items.ts'
import { withValues } from '../../../lib/runtime/declarations/example.ts'
import { openApi, commonFailures } from '../../../lib/inventory/openapi.ts'
import type { Registry } from '../../../lib/inventory/registry.ts'
import { looksAtBody } from '../../../lib/runtime/invocation/input.ts'
import { permissions } from '../../../lib/core/users/permissions.ts'
import {
  bodyLimitOf,
  isBodiless,
  takesIdempotencyKey,
  wireOf,
  type Operation,
} from '../../../lib/runtime/declarations/operation.ts'
import { matchPath, templatesOf } from '../../../lib/runtime/invocation/routing.ts'
import { safeParse } from '../../../lib/runtime/declarations/schema.ts'
import { listAudit } from '../../../lib/store/audit.ts'
import { entityOfRow } from '../../../lib/store/codec.ts'
import { startTestApp, type Answer, type TestApp } from '../app.ts'
import { call, pathOf, send } from '../call.ts'
import { makeFixtures, requestOf, type Fixtures } from '../fixtures.ts'
import { scanTable } from '../table.ts'

/**
 * What holds for every operation of the registry, from the moment its file exists; a folder of them at a time, so that
 * they run side by side (an architecture test sees to it that no folder is forgotten). `exempt` names, for a guarantee, the
 * functions it does not hold for; each is a line with a reason in test/architecture/exceptions.txt.
 */
export function everyOperation(
  registry: Registry,
  exempt: (guarantee: string, name: string) => boolean,
  folder: string,
): void {
  let app: TestApp
  beforeAll(async () => void (app = await startTestApp({ registry })))
  afterAll(() => app.stop())

  const operations = registry.operations.filter(({ file }) => file.slice(0, file.lastIndexOf('/')) === folder)
  describe.each(operations)('$operation.dialect.name $operation.name', ({ operation, summary }) => {
    const { dialect, permission } = operation
    const name = `${dialect.name}-${operation.name}`
    const guarantee = (title: string, run: () => Promise<void> | void) => {
      if (!exempt(title, name)) test(title, run)
    }
    const refusedWith = (answer: Answer, code: ErrorCode) => {
      expect(answer.status).toBe(wireOf(operation, code).status)
      expect(answer.headers.get('content-type')).toBe(dialect.errorMediaType)
      if (method !== 'HEAD') expect(toldBy(answer)).toContain(wireOf(operation, code).name)
    }
    const [{ method, path } = { method: 'GET', path: '' }] = templatesOf(operation)
    const example = requestOf(operation)
    // Of its own, since an operation may end its caller's session.
    const root = { name: `root-${name.toLowerCase()}`.slice(0, 64), permissions: ['*'] }
    const examplePath = path.replaceAll(/\{\w+\+?\}/g, 'x')

    const there = registry.routes.filter((route) => matchPath(route.path, examplePath)).map((route) => route.method)
    const otherMethod =
      (['PATCH', 'PUT', 'DELETE', 'POST', 'GET'] as const).find((one) => !there.includes(one)) ?? 'OPTIONS'

    const ownerOf = (part: string) => ({
      name: 'owner',
      tenant: `${part}-${name.toLowerCase()}`.slice(0, 32),
      permissions: ['*'],
    })
    /** A request that is judged: what an operation looks up before it judges must be there. */
    const judgedRequest = async (owner: ReturnType<typeof ownerOf>) =>
      requestOf(operation, operation.find ? await makeFixtures(app, owner, operation) : {})

    guarantee('has a summary that is a sentence', () => {
      expect(summary).toMatch(/^[A-Z].+\.$/s)
    })

    guarantee('answers its example with its declared status and output, once under one Idempotency-Key', async () => {
      const owner = ownerOf('ok')
      const fixtures: Fixtures = await makeFixtures(app, owner, operation)

      const credential = permission === 'agents.act' ? fixtures.credential : undefined
      const input = requestOf(operation, fixtures)
      const again = (other: object = {}) =>
        call(app, operation, { ...input, ...other }, owner, credential, { 'idempotency-key': 'once' })
      const before = await whatIsAudited(owner.tenant)
      const answer = await again()

      expect(answer.status).toBe(operation.status ?? 200)
      if (!operation.isDocument && method !== 'HEAD') {
        expect(safeParse(operation.output, answer.json).error?.issues ?? []).toEqual([])
        // What documents show has the members that callers get.
        expect(membersOf(withValues(operation.example.answer))).toEqual(membersOf(answer.json))
      }
      if (!exempt('is on record in the audit trail', name) && (await whatIsAudited(owner.tenant)) !== before)
        await isOnRecord(answer, owner.tenant)
      if (takesIdempotencyKey(operation)) await doneOnce(answer, again, input, owner.tenant)
    })

    /** The things of a tenant that the operation may change and whose changes are recorded, each with its last writer. */
    async function whatIsAudited(tenant: string): Promise<string> {
      const changed = auditedChangedBy(operation)
      if (changed.length === 0) return ''
      await app.settled()
      const rows = (await rowsOf(app, tenant)).filter(({ sk }) => changed.includes(entityOfRow({ sk: sk.S }) ?? 'name'))
      return JSON.stringify(rows.map(({ pk, changedBy }) => [pk.S, changedBy?.S]))
    }

    /** The audit trail says that the caller changed something, by this door and in this request. */
    async function isOnRecord(answer: Answer, tenant: string): Promise<void> {
      await app.settled()
      const { items } = await listAudit(app.table, tenant, {}, { limit: 100 })
      const requestId = answer.headers.get('x-request-id') ?? answer.headers.get('x-amzn-requestid')
      const own = items.filter((one) => (requestId ? one.requestId === requestId : one.door === dialect.name))
      expect(own.map(({ door }) => door)).toContain(dialect.name)
    }

    /** The same request under the same Idempotency-Key is the same call; another one under it is refused. */
    async function doneOnce(
      first: Answer,
      again: (other?: object) => Promise<Answer>,
      input: Record<string, unknown>,
      tenant: string,
    ): Promise<void> {
      await app.settled()
      const rows = await rowsOf(app, tenant)
      const second = await again()
      expect([second.status, second.text]).toEqual([first.status, first.text])
      for (const header of ['location', 'x-sluice-rollout'])
        expect(second.headers.get(header)).toBe(first.headers.get(header))
      await app.settled()
      expect(await rowsOf(app, tenant)).toEqual(rows)
      // What changed nothing has left no record of its key.
      if (!rows.some((row) => JSON.stringify(row).includes('|once'))) return
      expect((await again(somethingElse(input))).status).toBe(wireOf(operation, 'token-reused').status)
    }

    if (operation.watchable) {
      guarantee('has the same ETag while nothing changes, and is not sent again to who has it', async () => {
        const owner = ownerOf('etag')
        const input = requestOf(operation, await makeFixtures(app, owner, operation))
        await app.tokenFor(owner)
        await app.settled()
        const etag = (await call(app, operation, input, owner)).headers.get('etag') ?? ''
        const again = await call(app, operation, input, owner, undefined, { 'if-none-match': etag })

        expect([again.status, again.headers.get('etag'), again.text]).toEqual([304, etag, ''])
      })
    }

    if (permission !== 'public') {
      guarantee('refuses a caller without credentials', async () => {
        refusedWith(await call(app, operation, example), 'credentials-missing')
      })
    }
    if (permission !== 'public' && permission !== 'authenticated') {
      guarantee('refuses a caller without its permission', async () => {
        refusedWith(await call(app, operation, example, { name: 'powerless', permissions: [] }), 'permission-missing')
      })
    }

    if (permission !== 'public') {
      guarantee('shows and changes nothing of another tenant', async () => {
        const short = name
          .toLowerCase()
          .replace(/[^a-z]/g, '')
          .slice(0, 24)
        const stranger = (part: string) => ({ name: 'owner', tenant: `${part}-${short}`, permissions: ['*'] })
        if (operation.effects.readsAudit) {
          // That there is a user is on record a moment later.
          for (const part of ['b', 'c']) await app.tokenFor(stranger(part))
          await app.settled()
        }
        const before = await call(app, operation, example, stranger('b'))
        const owner = stranger('a')
        const input = requestOf(operation, await makeFixtures(app, owner, operation))
        const rows = await rowsOf(app, owner.tenant)

        const after = await call(app, operation, input, stranger('c'))

        expect(normalise(after)).toEqual(normalise(before))
        expect(await rowsOf(app, owner.tenant)).toEqual(rows)
      })
    }

    if (touchesFlows(operation)) {
      guarantee('shows and changes nothing of flows of other owners, for who sees own flows only', async () => {
        const { tenant } = ownerOf('unseen')
        const within = permissions.filter((one) => one !== 'tenants.manage')
        const stranger = { name: 'stranger', tenant, permissions: within, seesOwnFlowsOnly: true as const }
        const before = await call(app, operation, example, stranger)
        const input = requestOf(operation, await makeFixtures(app, { name: 'owner', tenant }, operation))
        await app.settled()
        const rows = await rowsOf(app, tenant)

        const after = await call(app, operation, input, stranger)

        expect(normalise(after)).toEqual(normalise(before))
        await app.settled()
        expect(await rowsOf(app, tenant)).toEqual(rows)
      })
    }

    if (looksAtBody(operation)) {
      guarantee('refuses a body that is not JSON, or no object, in the dialect’s form', async () => {
        const owner = ownerOf('body')
        const at = pathOf(operation, await judgedRequest(owner))
        const noObjects = operation.body ? [] : ['[]', '"text"']
        for (const body of ['{', '\u0000', '{"__proto__":{"x":1}}', ...noObjects]) {
          refusedWith(await send(app, operation, { method, path: at, body, user: owner }), 'input-malformed')
        }
      })
    }
    if (!isBodiless(operation)) {
      guarantee('refuses a body over the limit', async () => {
        const body = JSON.stringify({ filler: 'x'.repeat(bodyLimitOf(operation)) })
        refusedWith(await send(app, operation, { method, path: examplePath, body, user: root }), 'body-too-large')
      })
    }

    guarantee('answers a method its path does not have with what it has', async () => {
      const answer = await send(app, operation, { method: otherMethod, path: examplePath, user: root })

      refusedWith(answer, 'method-not-allowed')
      expect(answer.headers.get('allow')).toContain(method)
    })

    guarantee(
      'is invoked directly and by an event with the same input, and fails under the dialect’s own error name',
      async () => {
        const codes = [...(Object.keys(categoryOf) as ErrorCode[]), ...operation.fails]
        const known = new Set(codes.map((code) => wireOf(operation, code).name))
        const event = { source: 'test', 'detail-type': 'test', id: 'e-1', detail: example }
        for (const payload of [example, event, {}, null]) {
          const outcome = await app.functions.invoke(name, payload).catch((error: Error) => error)
          if (outcome instanceof Error) expect(known).toContain(outcome.name)
        }
        await expect(app.functions.invoke(name, { ...example, tenant: 'No Tenant!' })).rejects.toMatchObject({
          name: wireOf(operation, 'input-invalid').name,
        })
      },
    )

    guarantee('renders each refusal it declares, and documents its status', () => {
      const document = openApi(registry, dialect) as {
        paths: Record<string, Record<string, { responses: Record<string, unknown> }>>
      }
      const { responses } = document.paths[path.replaceAll('+}', '}')]?.[method.toLowerCase()] ?? { responses: {} }
      for (const code of [...operation.fails, ...commonFailures(operation)]) {
        const wire = wireOf(operation, code)
        const { headers, body } = dialect.renderError(new DomainError(code, 'A sentence.'), wire, 'request-1')
        expect(headers['content-type']).toBe(dialect.errorMediaType)
        expect(JSON.parse(body)).toMatchObject({})
        expect(`${body} ${Object.values(headers).join(' ')}`).toContain(wire.name)
        expect(Object.keys(responses)).toContain(String(wire.status))
      }
    })

    guarantee(
      'refuses text that is not well-formed Unicode, and is not upset by long text, wherever it stands',
      async () => {
        const owner = ownerOf('text')
        const { tenant } = owner
        const request = await judgedRequest(owner)
        const outcome = (input: unknown) =>
          app.functions.invoke(name, { ...(input as object), tenant }).catch((error: Error) => error)
        for (const replaced of textsReplaced(request, '\ud800'))
          expect(await outcome(replaced)).toMatchObject({ cause: { code: 'input-invalid' } })
        for (const replaced of textsReplaced(request, 'é'.repeat(3000))) {
          const answer = await outcome(replaced)
          if (answer instanceof Error) expect(answer.cause).toBeInstanceOf(DomainError)
        }
      },
    )

    guarantee('never answers any input with a fault of ours', async () => {
      await fc.assert(
        fc.asyncProperty(inputLike(example), async (input) => {
          const answer = await call(app, operation, input, root)
          // Some APIs document a 5xx for a refusal: a fault of ours is told by its name.
          if (answer.status >= 500) expect(toldBy(answer)).not.toContain(wireOf(operation, 'internal').name)
          expect(answer.status === (operation.status ?? 200) || answer.status >= 400).toBe(true)
        }),
        { numRuns: 40 },
      )
    })
  })
}

/** The entities that an operation makes, changes or deletes and whose changes are on record. */
const auditedChangedBy = ({
  effects: { creates = [], updates = [], deletes = [], moves = [] },
}: Operation): EntityName[] => [...creates, ...updates, ...deletes, ...moves].filter(isAudited)

/** Body and headers: an API whose errors have no name in the body has it in a header. */
const toldBy = ({ text, headers }: Answer): string => `${text} ${[...headers.values()].join(' ')}`

/** Whether an operation finds or lists flows, or runs of them. */
const touchesFlows = ({
  effects: { reads = [], lists = [], moves = [], queriesRuns },
  permission,
}: Operation): boolean =>
  permission !== 'public' && (queriesRuns === true || [...reads, ...lists, ...moves].includes('flow'))

/** Made once: the unit of this text is a table of all code points. */
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom('', ' ', '|', '../', '\u0000', '😀'.repeat(100), 'a'.repeat(5000), 1e308, -0, null, [], {}, [[]]),
) as fc.Arbitrary<unknown>

/** Inputs that are nearly right: the example with members left out, replaced by anything, or added. */
function inputLike(example: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const members = Object.fromEntries(
    Object.entries(example).map(([name, value]) => [
      name,
      fc.oneof(
        { arbitrary: fc.constant(value), weight: 3 },
        { arbitrary: anything, weight: 1 },
        { arbitrary: nearly(value), weight: 1 },
      ),
    ]),
  )
  const near = fc.record(members, { requiredKeys: [] }) as fc.Arbitrary<Record<string, unknown>>
  const extra = fc.dictionary(fc.string({ maxLength: 10 }), anything, { maxKeys: 2 })
  return fc.tuple(near, extra).map(([one, other]) => ({ ...other, ...one }))
}

/** A value once for each text in it, with that text replaced. */
function textsReplaced(value: unknown, text: string): unknown[] {
  if (typeof value === 'string') return [text]
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]) =>
    textsReplaced(part, text).map((replaced) =>
      Array.isArray(value)
        ? value.map((one: unknown, index) => (String(index) === key ? replaced : one))
        : { ...value, [key]: replaced },
    ),
  )
}

/** A value with one of its parts replaced. */
const nearly = (value: unknown): fc.Arbitrary<unknown> =>
  value !== null && typeof value === 'object' && Object.keys(value).length > 0
    ? fc
        .tuple(fc.constantFrom(...Object.keys(value)), anything)
        .chain(([key, other]) =>
          fc
            .oneof(fc.constant(other), nearly((value as Record<string, unknown>)[key]))
            .map((part) =>
              Array.isArray(value)
                ? value.map((one, index) => (String(index) === key ? part : one))
                : { ...value, [key]: part },
            ),
        )
    : anything

/** The names of an answer's members. */
const membersOf = (answer: unknown): unknown =>
  answer !== null && typeof answer === 'object' && !Array.isArray(answer) ? Object.keys(answer).sort() : typeof answer

/** One text of an input as another, so that it is not the same input. */
function somethingElse(input: Record<string, unknown>): Record<string, unknown> {
  const texts = Object.entries(input).filter(([, value]) => typeof value === 'string' && value !== '')
  // A name may be any; other texts may have to be of a kind.
  const [name = '', value] = texts.find(([member]) => /name/i.test(member)) ?? texts[0] ?? []
  return { [name]: `${String(value)}x` }
}

interface Row {
  pk: { S: string }
  sk: { S: string }
  tenant?: { S: string }
  changedBy?: { S: string }
}

async function rowsOf(app: TestApp, tenant: string): Promise<Row[]> {
  const rows = await scanTable<Row>(app.engine, 'sluice', {
    // Records of the audit trail come a moment after what they tell of, which is compared itself.
    FilterExpression: '(begins_with(pk, :within) OR tenant = :tenant) AND NOT begins_with(sk, :audit)',
    ExpressionAttributeValues: {
      ':within': { S: `${tenant}|` },
      ':tenant': { S: tenant },
      ':audit': { S: 'audit-record|' },
    },
  })
  const key = ({ pk, sk }: Row) => `${pk.S} ${sk.S}`
  return rows.sort((one, other) => (key(one) < key(other) ? -1 : 1))
}

/** An answer without what differs from call to call and from tenant to tenant. */
const normalise = ({ status, text }: Answer) => ({
  status,
  text: text
    .replaceAll(/\b[abc]-[a-z]{3,}\b/g, 'TENANT')
    .replaceAll(/sla\.[\w-]+\.[\w-]+\.[\w-]+/g, 'CREDENTIAL')
    .replaceAll(/sle\.[0-9a-f]+\.[\w-]+/g, 'TOKEN')
    .replaceAll(/\b[0-9a-f]{24}\b/g, 'ID')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'UUID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
    .replaceAll(/X-Amz-(Signature|Date)=\w+/g, 'SIGNED')
    .replaceAll(/\d{10}(\.\d+)?/g, 'SECONDS')
    .replaceAll(/SLCE[A-Z2-7]{16}/g, 'KEY')
    .replaceAll(/"secretAccessKey":"[^"]+"/g, 'SECRET')
    .replaceAll(/"nextSeconds":[\d.]+/g, 'PAUSE'),
})
