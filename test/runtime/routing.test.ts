import { expect, test } from 'vitest'
import { matchPath, spanning } from '../../lib/runtime/invocation/routing.ts'

const flow = '/c/{clusterId}/flows/{flowName}/{application}/start'

test.each<[string, string, Record<string, string> | undefined]>([
  ['/a/{x}', '/a/b', { x: 'b' }],
  ['/a/{x}', '/a/%2F', { x: '%2F' }],
  ['/a/{x}', '/a/b/c', undefined],
  ['/a/{x}', '/a/', undefined],
  ['/a/{x}', '//a//b', { x: 'b' }],
  ['/a/{x+}', '/a/b/c', { x: 'b/c' }],
  ['/a/{x+}', '/a//b//c', { x: '/b//c' }],
  ['/a/{x+}', '//a/b', { x: 'b' }],
  ['/a/{x+}', '/a', undefined],
  [flow, '/c/1/flows/get:/orders/a/start', undefined],
  [spanning(flow, 'flowName'), '/c/1/flows/F/a/start', { clusterId: '1', flowName: 'F', application: 'a' }],
  [
    spanning(flow, 'flowName'),
    '/c/1/flows/get:/orders/start/a/start',
    { clusterId: '1', flowName: 'get:/orders/start', application: 'a' },
  ],
  [spanning(flow, 'flowName'), '/c/1/flows/a/start', undefined],
  [spanning(flow, 'flowName'), '/c/1/flows/get:/orders/a/stop', undefined],
  [spanning(flow, undefined), '/c/1/flows/x/y/a/start', undefined],
])('%s fits %s with %o', (template, path, members) => {
  expect(matchPath(template, path)).toEqual(members)
})
