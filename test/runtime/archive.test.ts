import { Readable } from 'node:stream'
import { strToU8, zipSync, type Zippable } from 'fflate'
import { describe, expect, test } from 'vitest'
import { inspectArchive } from '../../lib/runtime/objects/archive.ts'

/** Looks into an archive in memory and counts the reads that took. */
async function inspect(archive: Uint8Array) {
  const bytes = Buffer.from(archive)
  const reads: number[] = []
  const flows = await inspectArchive(bytes.length, (start, end) => {
    reads.push(end - start)
    return Promise.resolve(Readable.from([bytes.subarray(start, end)], { objectMode: false }))
  })
  return { flows, reads }
}
const zip = (entries: Record<string, string>, more: Zippable = {}) =>
  zipSync({ ...more, ...Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, strToU8(text)])) })
const many = (count: number, name: (index: number) => string) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [name(index), '']))
const filled = (bytes: number) => `<mule>${'<a/>'.repeat(bytes / 4)}</mule>`

/** The same archive, whose directory says that its only entry has so many bytes. */
function claiming(archive: Uint8Array, sizeBytes: number): Uint8Array {
  const bytes = Buffer.from(archive)
  bytes.writeUInt32LE(sizeBytes, bytes.indexOf('PK\u0001\u0002', 'latin1') + 24)
  return bytes
}

test('flows of all configuration files count, with listeners that are configured in another one', async () => {
  const listener = '<http:listener-config name="in" host="0.0.0.0" port="8081"/>'
  const { flows } = await inspect(
    zip({
      'a.xml': `<mule xmlns:http="urn:h"><flow name="Größe &amp; more"><composite-source><http:listener config-ref="in" path="/x"/></composite-source><http:listener path="later"/></flow></mule>`,
      'src/main/app/b.xml': `\uFEFF<?xml version="1.0" encoding="UTF-8"?><mule xmlns:http="urn:h">${listener}<sub-flow name="no"/></mule>`,
      'lib/c.xml': '<mule><flow name="elsewhere"/></mule>',
      'log4j2.xml': '<Configuration><flow name="none"/></Configuration>',
    }),
  )
  expect(flows.map(({ name, endpoints }) => [name, endpoints.map(({ address }) => address)])).toEqual([
    ['Größe & more', ['0.0.0.0:8081/x', 'later']],
  ])
})

test('a directory of thousands of entries takes a few reads', async () => {
  const { reads } = await inspect(zip({ ...many(5000, (index) => `classes/${index}.class`), 'a.xml': '<mule/>' }))
  expect(reads.length).toBeLessThan(8)
})

describe('more than is looked into is refused before it costs memory or time', () => {
  test.each([
    ['configuration of more than 2 MB', () => zip({ 'a.xml': filled(2 ** 20), 'b.xml': filled(2 ** 20) }), /too large/],
    [
      'configuration whose size is understated',
      () => claiming(zip({ 'a.xml': filled(3 * 2 ** 20) }), 100),
      /too many bytes/,
    ],
    ['more than 10,000 entries', () => zip(many(10_001, String)), /10001 entries/],
    ['more than 500 configuration files', () => zip(many(501, (index) => `${index}.xml`)), /too many configuration/],
    ['elements 300 deep', () => zip({ 'a.xml': '<mule>'.repeat(300) }), /nested too deeply/],
    ['a directory of more than 4 MB', () => zip(many(100, (index) => `${index}`.padEnd(60_000, 'x'))), /directory/],
  ])('%s', async (_what, archive, cause) => {
    await expect(inspect(archive())).rejects.toMatchObject({
      code: 'archive-refused',
      message: expect.stringMatching(cause),
    })
  })

  test('just below each limit it is taken', async () => {
    const entries = { ...many(9_000, (index) => `e/${index}`), ...many(499, (index) => `${index}.txt`) }
    const { flows } = await inspect(zip({ ...entries, 'a.xml': filled(2 ** 20).replace('<a/>', '<flow name="F"/>') }))
    expect(flows).toHaveLength(1)
  })
})

describe('a source that cannot answer is no refusal of the archive', () => {
  const archive = Buffer.from(
    zipSync({ 'a.xml': strToU8(filled(2 ** 19)), 'b.bin': [new Uint8Array(2 ** 20), { level: 0 }] }),
  )
  const outage = Object.assign(new Error('Slow down.'), { name: 'SlowDown', $metadata: { httpStatusCode: 503 } })

  test.each([0, 1, 2])('its error at read %i is thrown as it is', async (failing) => {
    let reads = 0
    const inspected = inspectArchive(archive.length, (start, end) =>
      reads++ === failing
        ? Promise.reject(outage)
        : Promise.resolve(Readable.from([archive.subarray(start, end)], { objectMode: false })),
    )
    await expect(inspected).rejects.toBe(outage)
    expect(reads).toBe(failing + 1)
  })

  test('nor when it breaks off on the way', async () => {
    const inspected = inspectArchive(archive.length, (start, end) =>
      Promise.resolve(
        Readable.from(
          (async function* () {
            yield archive.subarray(start, Math.min(end, start + 4))
            if (end - start > 4) throw await Promise.resolve(outage)
          })(),
          { objectMode: false },
        ),
      ),
    )
    await expect(inspected).rejects.toBe(outage)
  })
})
