import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { TransferSettings } from '../../../lib/app/components/transfer-settings.ts'
import s3Transfer from '../../../functions/components/s3-transfer.ts'
import { listSource } from '../../../lib/app/transfers/list-source.ts'
import { transferChain, transferLot } from '../../../lib/app/transfers/transfer-objects.ts'
import { StepError } from '../../../lib/core/runs/step-error.ts'
import { planTransfer } from '../../../lib/core/transfers/plan-transfer.ts'
import { payloadOf, stageOf, type StageOf } from '../../../lib/core/transfers/transfer-stage.ts'
import { component } from '../../../lib/runtime/declarations/component.ts'
import { temporaryFolder } from '../../_harness/process.ts'
import { grant, startSteps, transferOf, type Step } from '../../_harness/transfer-steps.ts'
import { map, task } from '../../_harness/tasks.ts'
import { people } from '../../_harness/transfers.ts'

const { folder, remove } = await temporaryFolder()
const steps = await startSteps(s3Transfer, { dataFolder: folder })
afterAll(async () => {
  await steps.app.stop()
  await remove()
})

let made = 0
let [from, to] = ['', '']
beforeEach(async () => {
  made++
  ;[from, to] = [`src-${made}`, `dst-${made}`]
  await steps.makeBucket(from)
  await steps.makeBucket(to)
})

/** The component with bounds that a test can reach. */
const bounded = ({ listedKeys, chainBytes }: { listedKeys?: number; chainBytes?: number }) =>
  component({
    name: 's3-transfer',
    settings: TransferSettings,
    uses: { listSource, transferLot, transferChain },
    async run(call, { use, ...progress }) {
      const stage = stageOf(call.message.payload)
      const plan = planTransfer(call.settings, call.run)
      if (stage.stage === 'lot') return use.transferLot(plan, call, stage, progress)
      if (stage.stage === 'chain') return use.transferChain(plan, call, stage, progress, chainBytes)
      return use.listSource(plan, call.run, stage as StageOf<'list'>, progress, listedKeys)
    },
  })

const continuationsOf = async (given: Step) =>
  ((await steps.step(given)) as { continuations: { transfer: object }[] }).continuations

const failureOf = async (promise: Promise<unknown>): Promise<StepError> => {
  const error: unknown = await promise.then(() => undefined).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(StepError)
  return error as StepError
}

describe('a transfer from S3 to S3', () => {
  test('moves all records of a file, and says what it did', async () => {
    await steps.put(from, 'in/people.csv', people)
    const { figures, payloads } = await steps.run({ settings: transferOf({ from, to }) })

    const written = await steps.texts(to)
    const text = written['out/F/X-00000'] ?? ''
    expect(Object.keys(written)).toEqual(['out/F/X-00000'])
    expect(text.split('\n')).toHaveLength(6)
    expect(text.split('\n')[1]).toBe('{"id":"2","first":"Alan","last":"Turing","country":"UK","age":"41","score":null}')
    expect(text.split('\n')[3]).toBe(
      '{"id":"4","first":"Kay, Alan","last":null,"country":"US","age":null,"score":"7.25"}',
    )
    expect(figures).toEqual({
      recordsProcessed: 5,
      recordsFiltered: 0,
      bytesProcessed: 151,
      bytesWritten: Buffer.byteLength(text),
    })
    expect(payloads).toHaveLength(2)
  })

  test('makes one file of many, or one of each', async () => {
    await steps.put(from, 'in/people.csv', people)
    await steps.put(from, 'in/more/x.csv', 'id,city\n6,Delft\n')
    await steps.put(from, 'in2/not.csv', 'id\n7\n')
    await steps.put(from, 'in/folder/', '')
    const tasks = [task('Map_all', [], { with: { EXCLUDE_SOURCE_FIELDS_LIST: '["first","last","age","score"]' } })]
    const output = (aggregationType: string) => ({ fileType: 'CSV', aggregationConfig: { aggregationType } })
    const single = await steps.run({ settings: transferOf({ from, to, tasks, output: output('SingleFile') }) })
    expect(await steps.texts(to)).toEqual({
      'out/F/X-00000': 'id,city,country\n6,Delft,\n1,,UK\n2,,UK\n3,,US\n4,,US\n5,,NL\n',
    })
    expect(single.figures.recordsProcessed).toBe(6)

    const each = await steps.run({
      settings: transferOf({ from, to, tasks, output: output('None') }),
      run: { id: 'Y' },
    })
    const { 'out/F/Y-00000': first, 'out/F/Y-00001': second } = await steps.texts(to, 'out/F/Y')
    expect([first, second?.slice(0, 15)]).toEqual(['id,city\n6,Delft\n', 'id,country\n1,UK\n2,UK'.slice(0, 15)])
    expect(each.figures.recordsProcessed).toBe(6)
  })

  test('does nothing where there is nothing', async () => {
    expect(await steps.run({ settings: transferOf({ from, to }) })).toMatchObject({
      figures: {},
      payloads: [undefined],
    })
  })

  test('done twice, writes the same bytes to the same keys', async () => {
    await steps.put(from, 'in/a.csv', people)
    const settings = transferOf({ from, to })
    await steps.run({ settings })
    const before = await steps.texts(to)
    await steps.run({ settings })
    expect(await steps.texts(to)).toEqual(before)
  })

  test('takes a thousand objects and one in lots that know nothing of each other', { timeout: 60_000 }, async () => {
    for (let at = 0; at < 1001; at += 91)
      await Promise.all(
        Array.from({ length: 91 }, (_, index) =>
          steps.put(from, `in/${String(at + index).padStart(5, '0')}`, `id\n${at + index}\n`),
        ),
      )
    const settings = transferOf({ from, to })
    const [, second] = await continuationsOf({ settings })
    expect((await steps.run({ settings, payload: second })).figures.recordsProcessed).toBe(1)
    expect(await steps.texts(to)).toEqual({ 'out/F/X-01000': '{"id":"1000"}\n' })

    const inTwo = bounded({ listedKeys: 1000 })
    const [next] = await continuationsOf({ settings, component: inTwo })
    expect(next?.transfer).toMatchObject({ stage: 'list', after: 'in/00999', position: 1000, bytes: 6890 })
    const [of1000, of1] = await continuationsOf({ settings, component: inTwo, payload: next })
    expect([of1000?.transfer, of1?.transfer]).toMatchObject([{ stage: 'lot' }, { stage: 'lot' }])
  })

  test('writes large objects in parts, and small ones at once', { timeout: 60_000 }, async () => {
    const line = `${'x'.repeat(1000)}\n`
    await steps.put(from, 'in/large.csv', `field\n${line.repeat(20_000)}`)
    const settings = transferOf({ from, to, tasks: [map('field')], output: { fileType: 'CSV' } })
    await steps.run({ settings })
    expect(await steps.texts(to)).toEqual({ 'out/F/X-00000': `field\n${line.repeat(20_000)}` })
    expect(await uploadsIn(folder)).toEqual([])
  })

  test('takes objects, or records, of the window of an incremental run', async () => {
    await steps.put(from, 'in/a.csv', 'id,at\n1,2026-11-24T10:00:00Z\n2,2026-11-24T11:00:00Z\n3,none\n')
    const soon = new Date(Date.now() + 60_000).toISOString()
    const long = { startAt: '2026-01-01T00:00:00Z', endAt: soon }
    const before = { startAt: '2025-01-01T00:00:00Z', endAt: '2026-01-01T00:00:00Z' }
    const settings = transferOf({ from, to, tasks: [map('id')], output: { fileType: 'CSV' } })
    expect((await steps.run({ settings, run: { window: long } })).figures.recordsProcessed).toBe(3)
    expect((await steps.run({ settings, run: { window: before } })).figures).toEqual({})
    expect((await steps.run({ settings, run: { window: { startAt: soon, endAt: soon } } })).figures).toEqual({})

    const byRecord = {
      ...settings,
      sourceFlowConfig: { ...settings.sourceFlowConfig, incrementalPullConfig: { datetimeTypeFieldName: 'at' } },
    }
    const window = { startAt: '2026-11-24T10:30:00Z', endAt: '2026-11-24T11:30:00Z' }
    await steps.run({ settings: byRecord, run: { id: 'Y', window } })
    expect(await steps.texts(to, 'out/F/Y')).toEqual({ 'out/F/Y-00000': 'id\n2\n' })
  })
})

describe('a chain', () => {
  test('with a target size goes on in further steps, and counts its files through all of them', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await steps.put(from, `in/${name}.csv`, `id\n${`${name.repeat(99)}\n`.repeat(8000)}`)
    const aggregationConfig = { aggregationType: 'SingleFile', targetFileSize: 1 }
    const settings = transferOf({ from, to, output: { fileType: 'CSV', aggregationConfig } })
    const { figures, payloads } = await steps.run({ settings, component: bounded({ chainBytes: 1_500_000 }) })

    // A step ends with the object at which it has read its share, here every second one.
    expect(payloads.slice(1)).toMatchObject([
      { transfer: { lot: 0, object: 0, numbers: {} } },
      { transfer: { lot: 0, object: 2, numbers: { 'out/F/': 2 } } },
      { transfer: { lot: 0, object: 4, numbers: { 'out/F/': 4 } } },
    ])
    const written = await steps.texts(to)
    expect(Object.keys(written)).toEqual(['00000', '00001', '00002', '00003', '00004'].map((one) => `out/F/X-${one}`))
    expect(figures.recordsProcessed).toBe(40_000)
    const ids = Object.values(written).flatMap((text) => text.trim().split('\n').slice(1))
    expect(ids.map(([first]) => first)).toEqual([...'abcde'].flatMap((name) => Array(8000).fill(name)))
  })

  test('without one that has no time left ends in advice, and writes nothing', async () => {
    await steps.put(from, 'in/a.csv', people)
    const settings = transferOf({ from, to, output: { aggregationConfig: { aggregationType: 'SingleFile' } } })
    const [chain] = await continuationsOf({ settings })
    const failure = await failureOf(steps.step({ settings, payload: chain, signal: AbortSignal.abort() }))
    expect([failure.message, failure.retry]).toEqual([expect.stringContaining('targetFileSize'), undefined])
    expect(await steps.texts(to)).toEqual({})
  })
})

describe('ends in an error', () => {
  test('that names object and line of a bad record; what came before it is written', async () => {
    await steps.put(from, 'in/a.csv', people)
    await steps.put(from, 'in/b.csv', 'id,name\n1,x\n2,y,z\n')
    const failure = await failureOf(steps.run({ settings: transferOf({ from, to }) }))
    expect(failure.message).toMatch(`${from}/in/b.csv line 3 - `)
    expect(failure.retry).toBeUndefined()
    expect(failure.figures).toMatchObject({ recordsProcessed: 5, bytesProcessed: 151 })
    expect(Object.keys(await steps.texts(to))).toEqual(['out/F/X-00000'])
  })

  test('that names bucket and action where a policy does not let it in', async () => {
    await steps.put(from, 'in/a.csv', people)
    const settings = transferOf({ from, to })
    const other = await failureOf(steps.run({ settings, tenant: 'other' }))
    expect(other.message).toContain(`the policy of the bucket ${from} does not allow s3:ListBucket`)
    await steps.makeBucket(to, [grant(to, ['s3:ListBucket'])])
    const closed = await failureOf(steps.run({ settings }))
    expect(closed.message).toContain(`${to}/out/F/X-00000 - access denied`)
    expect(closed.message).toContain('s3:PutObject')
    expect([closed.retry, closed.figures.bytesWritten]).toEqual([undefined, 0])
  })

  test('where there is no such bucket', async () => {
    expect((await failureOf(steps.run({ settings: transferOf({ from: 'nowhere', to }) }))).message).toBe(
      'there is no bucket nowhere',
    )
    await steps.put(from, 'in/a.csv', people)
    expect((await failureOf(steps.run({ settings: transferOf({ from, to: 'nowhere' }) }))).message).toBe(
      'there is no bucket nowhere',
    )
  })

  test('where an object has changed since it was listed, or is gone', async () => {
    await steps.put(from, 'in/a.csv', people)
    const settings = transferOf({ from, to })
    const [lot] = await continuationsOf({ settings })
    await steps.put(from, 'in/a.csv', 'id\n1\n')
    expect((await failureOf(steps.step({ settings, payload: lot }))).message).toBe(
      `${from}/in/a.csv - the object has changed since it was listed`,
    )
    await steps.s3.send(new DeleteObjectCommand({ Bucket: from, Key: 'in/a.csv' }))
    expect((await failureOf(steps.step({ settings, payload: lot }))).message).toBe(
      `${from}/in/a.csv - the object is gone`,
    )
    expect(await steps.texts(to)).toEqual({})
  })

  test('where a flow of another name is asked for by the policy, and not where it is this one', async () => {
    await steps.put(from, 'in/a.csv', people)
    await steps.makeBucket(to, [grant(to, ['s3:PutObject'], { tenant: 'default', flow: 'orders=21' })])
    const settings = transferOf({ from, to })
    await steps.run({ settings, run: { flowName: 'orders!' } })
    expect(Object.keys(await steps.texts(to))).toEqual(['out/orders!/X-00000'])
    await failureOf(steps.run({ settings }))
  })
})

describe('leaves nothing behind', () => {
  test('of an upload that failed', { timeout: 60_000 }, async () => {
    // The upload begins, and its parts are refused.
    await steps.put(from, 'in/large.csv', `field\n${`${'x'.repeat(1000)}\n`.repeat(20_000)}`)
    const settings = transferOf({ from, to })
    const controller = new AbortController()
    const [lot] = await continuationsOf({ settings })
    const running = steps.step({ settings, payload: lot, signal: controller.signal })
    while ((await uploadsIn(folder)).length === 0) await new Promise((resolve) => setImmediate(resolve))
    controller.abort()
    await expect(running).rejects.toThrow()
    expect(await uploadsIn(folder)).toEqual([])
    expect(await steps.texts(to)).toEqual({})
  })

  test('in the folder of temporary files', async () => {
    await steps.put(from, 'in/a.csv', 'id\n1\n2,3\n')
    await failureOf(steps.run({ settings: transferOf({ from, to }) }))
    const own = `sluice-transfer-${process.pid}-`
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(own))).toEqual([])
  })

  test('of a run that is ending: no further object is begun', async () => {
    await steps.put(from, 'in/a.csv', people)
    await steps.put(from, 'in/b.csv', people)
    const settings = transferOf({ from, to })
    const [lot] = await continuationsOf({ settings })
    let asked = 0
    const { figures } = (await steps.step({ settings, payload: lot, isEnding: async () => ++asked > 1 })) as {
      figures: object
    }
    expect(figures).toMatchObject({ recordsProcessed: 5 })
    expect(Object.keys(await steps.texts(to))).toEqual(['out/F/X-00000'])
  })
})

test('a message that no step of a transfer has left begins one', async () => {
  const elsewhere = payloadOf({ stage: 'lot', lot: '../other/source-x-0' })
  for (const payload of [null, { any: 'thing' }, { transfer: { stage: 'other' } }, elsewhere])
    expect(await steps.step({ settings: transferOf({ from, to }), payload })).toEqual({ continuations: [] })
})

async function uploadsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names.filter((name) => /(^|\/)parts\/[^/]+$/.test(name))
}
