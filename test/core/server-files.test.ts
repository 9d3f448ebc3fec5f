import { describe, expect, test } from 'vitest'
import { entriesOf, mostFiles, pathProblem, putFile, type ServerFile } from '../../lib/core/servers/server-file.ts'
import type { Server } from '../../lib/core/servers/server.ts'

const at = '2026-06-01T12:00:00.000Z'
const actor = { name: 'x', kind: 'user', via: 'mmc', at } as const
const file = (path: string, modifiedAt = at): ServerFile => ({
  tenant: 't',
  serverId: 's',
  path,
  contentId: 'c',
  sizeBytes: 1,
  sha256: 'ab',
  modifiedAt,
  modifiedBy: 'x',
})
const server = { name: 'one', desired: { generation: 7, applications: {} } } as unknown as Server
const refusal = (files: ServerFile[], path: string) => {
  try {
    putFile(server, files, file(path), actor)
    return undefined
  } catch (error) {
    return (error as { code?: string }).code
  }
}

describe('a path', () => {
  test.each(['a', 'conf/wrapper.conf', '.mule/x', 'a b/c', 'a..b/...c', 'ü/😀', 'a+b', '100%', 'c:d/e'.slice(2)])(
    'may be %s',
    (path) => expect(pathProblem(path)).toBeUndefined(),
  )
  test.each([
    '',
    '/',
    '/a',
    'a/',
    'a//b',
    '.',
    '..',
    'a/..',
    '../a',
    'a/./b',
    'a/.../b',
    'a/.. /b',
    ' ',
    'a\\b',
    'a\0b',
  ])('may not be %o', (path) => expect(pathProblem(path)).toBeTruthy())
  test.each(['%2e%2e/a', '%2E./a', 'a%2fb', 'a%5cb', 'a%00', '%252e%252e/a', 'c:/a', 'C:a', '\ud800', 'a\nb'])(
    'may not be %o, which another system could read as a way out',
    (path) => expect(pathProblem(path)).toBeTruthy(),
  )
  test('has a thousand bytes at most, and no segment over 255', () => {
    expect(pathProblem(Array(125).fill('1234567').join('/'))).toBeUndefined()
    expect(pathProblem(`${Array(125).fill('1234567').join('/')}/x`)).toMatch('1000')
    expect(pathProblem('ü'.repeat(128))).toMatch('255')
  })
})

describe('putting a file', () => {
  test('tells the agent by the number of its document', () => {
    expect(putFile(server, [], file('a'), actor).change[1].set.desired).toMatchObject({
      generation: 8,
      filesGeneration: 8,
    })
  })
  test.each([
    [['a/b'], 'a', 'server-file-refused'],
    [['a'], 'a/b/c', 'server-file-refused'],
    [['a'], 'a', undefined],
    [['ab', 'a-'], 'a', undefined],
    [['a'], 'ab/c', undefined],
  ])('beside %o at %s', (there, path, code) => {
    expect(
      refusal(
        there.map((one) => file(one)),
        path,
      ),
    ).toBe(code)
  })
  test('is refused at the most there may be, unless it replaces one', () => {
    const full = Array.from({ length: mostFiles }, (_, index) => file(`f${index}`))
    expect(refusal(full, 'one-more')).toBe('server-file-refused')
    expect(refusal(full, 'f7')).toBeUndefined()
  })
})

test('a directory is there once for all that is in it, as new as the newest of that', () => {
  const later = '2026-06-02T12:00:00.000Z'
  expect(entriesOf([file('a/b/c', later), file('a/b/d'), file('e')])).toEqual([
    { path: 'a', isDirectory: true, sizeBytes: 0, modifiedAt: later },
    { path: 'a/b', isDirectory: true, sizeBytes: 0, modifiedAt: later },
    { path: 'a/b/c', isDirectory: false, sizeBytes: 1, modifiedAt: later },
    { path: 'a/b/d', isDirectory: false, sizeBytes: 1, modifiedAt: at },
    { path: 'e', isDirectory: false, sizeBytes: 1, modifiedAt: at },
  ])
})
